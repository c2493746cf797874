import { GUINEA_PLAN, type NumberingPlan } from '@fintech-solution/domain/msisdn';
import { createLog } from '../../src/log.ts';
import { captureOutput } from '@fintech-solution/testing/captured-output';

function setup(plan: NumberingPlan = GUINEA_PLAN) {
  const output = captureOutput();
  const log = createLog(plan);
  return { log, output };
}

describe('a log line', () => {
  let release = (): void => undefined;
  afterEach(() => release());

  it('is one JSON object with level, message, service and its fields', () => {
    const { log, output } = setup();
    release = output.release;
    log.info('Answered', { outcome: 'found' });
    log.warn('Slow');
    log.error('Failed');
    const [first, ...others] = output.logs();
    expect(first).toMatchObject({ level: 'INFO', message: 'Answered', outcome: 'found' });
    expect(others.map(({ level, outcome }) => [level, outcome])).toEqual([
      ['WARN', undefined],
      ['ERROR', undefined],
    ]);
  });

  it('carries the fields of its invocation until the next one begins', () => {
    const { log, output } = setup();
    release = output.release;
    log.begin({ correlationId: 'a' });
    log.info('one', { step: 1 });
    log.begin({ correlationId: 'b' });
    log.info('two');
    expect(output.logs()).toMatchObject([{ correlationId: 'a', step: 1 }, { correlationId: 'b' }]);
    expect(output.logs()[1]).not.toHaveProperty('step');
  });

  it('shows no number and no token, wherever they stand', () => {
    const { log, output } = setup();
    release = output.release;
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2ln';
    log.begin({ correlationId: '224622000001' });
    const cause = new Error(`Authorization: Basic Y2xpZW50OnNlY3JldA== for 622 00 00 01`);
    log.error(`no 224622000001 with ${token}`, {
      error: new Error(token, { cause }),
      list: ['+224622000001'],
    });
    const text = output.lines().join('\n');
    expect(text).not.toMatch(/622000001|622 00 00 01|eyJ|Y2xpZW50/);
    expect(text).toContain('224*******01');
    expect(text).toContain('log.test.ts');
  });

  it('shows no number of the deployment’s own plan', () => {
    const { log, output } = setup({ countryCode: '223', nationalPattern: /^[5-9]\d{7}$/ });
    release = output.release;
    log.begin({ correlationId: '70-00-00-01' });
    log.warn('for 70 00 00 01', { error: new Error('of 70000001') });
    expect(output.timeless()).not.toMatch(/70.?00.?00.?01/);
  });
});
