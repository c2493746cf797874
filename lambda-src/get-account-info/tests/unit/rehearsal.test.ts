import { GUINEA } from '@fintech-solution/domain/msisdn';
import { captureOutput, type CapturedOutput } from '@fintech-solution/testing/captured-output';
import { createHandler } from '../../src/handler.ts';
import { rehearse } from '../../src/rehearsal.ts';

jest.mock('../../src/handler.ts', () => {
  const actual = jest.requireActual<Record<string, unknown>>('../../src/handler.ts');
  return { ...actual, createHandler: jest.fn(actual['createHandler'] as typeof createHandler) };
});

describe('a rehearsal', () => {
  let output: CapturedOutput;
  beforeEach(() => (output = captureOutput()));
  afterEach(() => output.release());

  it('goes all the way to the answer for an open account, twice, and says nothing', async () => {
    const answers: unknown[] = [];
    const { createHandler: actual } = jest.requireActual<{ createHandler: typeof createHandler }>(
      '../../src/handler.ts',
    );
    jest.mocked(createHandler).mockImplementationOnce((dependencies) => async (event) => {
      const answer = await actual(dependencies)(event);
      answers.push(answer);
      return answer;
    });
    const accounts = {
      find: async (msisdn: string) => ({ msisdn: msisdn as never, balance: 0n, currency: 'GNF' }),
    };
    const plan = { ...GUINEA, nationalPattern: new RegExp(`^${GUINEA.nationalPattern}$`) };

    const rules = { requiredScopes: ['read:account', 'read:balance'], unboundScopes: ['any'], plan };
    await rehearse(accounts, rules);

    const found = expect.objectContaining({
      statusCode: 200,
      body: expect.stringContaining('"ACCOUNT_FOUND"'),
    });
    expect(answers).toEqual([found, found]);
    expect(output.lines()).toEqual([]);
  });
});
