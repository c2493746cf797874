import { GUINEA } from '@fintech-solution/domain/msisdn';
import { captureOutput, type CapturedOutput } from '@fintech-solution/testing/captured-output';
import { createHandler } from '../../src/handler.ts';
import { warmUpHandler } from '../../src/warm-up.ts';

jest.mock('../../src/handler.ts', () => {
  const actual = jest.requireActual<Record<string, unknown>>('../../src/handler.ts');
  return { ...actual, createHandler: jest.fn(actual['createHandler'] as typeof createHandler) };
});

describe('the warm-up', () => {
  let output: CapturedOutput;
  beforeEach(() => (output = captureOutput()));
  afterEach(() => output.release());

  it('answers for an open account, and logs nothing', async () => {
    const answers: unknown[] = [];
    const { createHandler: actual } = jest.requireActual<{ createHandler: typeof createHandler }>(
      '../../src/handler.ts',
    );
    jest.mocked(createHandler).mockImplementationOnce((dependencies) => async (event) => {
      const answer = await actual(dependencies)(event);
      answers.push(answer);
      return answer;
    });
    const plan = { ...GUINEA, nationalPattern: new RegExp(`^${GUINEA.nationalPattern}$`) };

    const rules = { requiredScopes: ['read:account', 'read:balance'], unboundScopes: ['any'], plan };
    await warmUpHandler(rules);

    expect(answers).toEqual([
      expect.objectContaining({ statusCode: 200, body: expect.stringContaining('"ACCOUNT_FOUND"') }),
    ]);
    expect(output.lines()).toEqual([]);
  });
});
