import { createRefusalReasons } from '../../../../src/console/page/refusal-reasons.ts';
import { type FunctionLogLine } from '../../../../src/runtime/invocation.ts';

function setup() {
  const timers: (() => void)[] = [];
  const reasons = createRefusalReasons((_ms, action) => void timers.push(action));
  const note = (
    requestId: string,
    entry: unknown,
    functionName: FunctionLogLine['functionName'] = 'authorizer',
  ) =>
    reasons.note({
      functionName,
      requestId,
      environmentId: 'e',
      coldStart: false,
      stream: 'stdout',
      line: typeof entry === 'string' ? entry : JSON.stringify(entry),
    });
  const runOut = (): void => timers.splice(0).forEach((action) => action());
  return { reasons, note, runOut };
}

const refused = (reason: string) => ({ message: 'token refused', reason });

describe('the reasons of refusals', () => {
  it('are read from the authorizer’s log, by invocation', async () => {
    const { reasons, note } = setup();
    note('r1', refused('expired'));
    note('r2', refused('audience'));
    expect(await reasons.of('r1')).toBe('expired');
    expect(await reasons.of('r2')).toBe('audience');
  });

  it('may come after the answer', async () => {
    const { reasons, note } = setup();
    const waiting = reasons.of('r1');
    note('r1', refused('issuer'));
    expect(await waiting).toBe('issuer');
  });

  it('are waited for only so long', async () => {
    const { reasons, runOut } = setup();
    const waiting = reasons.of('r1');
    runOut();
    expect(await waiting).toBeUndefined();
  });

  it.each([
    ['another message', { message: 'hello', reason: 'expired' }],
    ['no reason', { message: 'token refused' }],
    ['no JSON', 'token refused'],
    ['null', 'null'],
  ])('are not read from a line with %s', async (_what, entry) => {
    const { reasons, note, runOut } = setup();
    note('r1', entry);
    const waiting = reasons.of('r1');
    runOut();
    expect(await waiting).toBeUndefined();
  });

  it('are the authorizer’s alone', async () => {
    const { reasons, note, runOut } = setup();
    note('r1', refused('expired'), 'get-account-info');
    const waiting = reasons.of('r1');
    runOut();
    expect(await waiting).toBeUndefined();
  });

  it('are forgotten after 200 newer ones', async () => {
    const { reasons, note, runOut } = setup();
    for (let i = 0; i <= 200; i += 1) note(`r${i}`, refused('expired'));
    const oldest = reasons.of('r0');
    runOut();
    expect(await oldest).toBeUndefined();
    expect(await reasons.of('r1')).toBe('expired');
  });
});
