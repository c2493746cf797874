import { awaitFunction } from '../../../src/gateway/integration.ts';
import { type InvocationOutcome } from '../../../src/runtime/invocation.ts';

const TYPES =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html';

async function setup(outcome: Promise<InvocationOutcome>, expired = false) {
  const timers = { running: 0 };
  const invocation = outcome.then((ending) => ({
    ...ending,
    requestId: 'f',
    durationMs: 1,
    coldStart: false,
  }));
  const result = await awaitFunction(invocation, 100, (_ms, action) => {
    timers.running += 1;
    if (expired) action();
    return () => (timers.running -= 1);
  }).catch((error: unknown) => error);
  return { result, timers };
}

describe(`waiting for a function, ${TYPES}`, () => {
  it('ends with its answer, and the timer is stopped', async () => {
    const { result, timers } = await setup(
      Promise.resolve({ outcome: 'success', payload: '{"statusCode":200}' }),
    );
    expect(result).toMatchObject({ kind: 'answered', result: { status: 200 } });
    expect(timers.running).toBe(0);
  });

  it('ends with INTEGRATION_TIMEOUT past the integration’s time-out', async () => {
    const { result } = await setup(new Promise(() => undefined), true);
    expect(result).toMatchObject({ kind: 'refused', refusal: { type: 'INTEGRATION_TIMEOUT' } });
  });

  it('ends with 413 for an event beyond Lambda’s 6 MB, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html', async () => {
    const outcome = { outcome: 'error', errorType: 'RequestTooLargeException', errorMessage: '' } as const;
    expect((await setup(Promise.resolve(outcome))).result).toMatchObject({
      refusal: { type: 'REQUEST_TOO_LARGE' },
    });
  });

  it('passes a failure of the host on, and the timer is stopped', async () => {
    const { result, timers } = await setup(Promise.reject(new Error('host')));
    expect([result, timers.running]).toEqual([new Error('host'), 0]);
  });
});
