import { createTokenVerdict } from '../../../../src/console/page/token-verdict.ts';
import { type InvocationOutcome } from '../../../../src/runtime/invocation.ts';

const METHOD_ARN = 'arn:aws:execute-api:ca-central-1:000000000000:local/dev/GET/';

function setup(outcome: InvocationOutcome, reason?: string) {
  const events: unknown[] = [];
  const judge = createTokenVerdict({
    methodArn: METHOD_ARN,
    async invokeAuthorizer(event) {
      events.push(event);
      return { ...outcome, requestId: 'r1', durationMs: 3, coldStart: true };
    },
    reasons: { note: () => undefined, of: async (id) => (id === 'r1' ? reason : undefined) },
  });
  return { judge, events };
}

function policy(effect: string) {
  return { principalId: 'p', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: effect }] } };
}

const success = (answer: unknown): InvocationOutcome => ({
  outcome: 'success',
  payload: JSON.stringify(answer),
});

describe('the verdict on a pasted token', () => {
  it('is the authorizer’s, with the policy as the gateway gets it', async () => {
    const { judge, events } = setup(success(policy('Allow')));
    expect(await judge('a.b.c')).toEqual({
      verdict: 'Allow',
      policy: policy('Allow'),
      durationMs: 3,
      coldStart: true,
    });
    expect(events).toEqual([{ type: 'TOKEN', authorizationToken: 'Bearer a.b.c', methodArn: METHOD_ARN }]);
  });

  it.each(['Bearer a.b.c', 'bearer a.b.c'])('takes the whole header too: %s', async (header) => {
    const { judge, events } = setup(success(policy('Allow')));
    await judge(header);
    expect(events).toMatchObject([{ authorizationToken: header }]);
  });

  it('carries the reason of a refusal', async () => {
    const { judge } = setup(success(policy('Deny')), 'expired');
    expect(await judge('a.b.c')).toMatchObject({
      verdict: 'Deny',
      reason: 'expired',
      policy: policy('Deny'),
    });
  });

  it('leaves the reason out where none was logged', async () => {
    const { judge } = setup(success(policy('Deny')));
    expect(await judge('a.b.c')).not.toHaveProperty('reason');
  });

  it('says that a refusal is for now where the gateway does not keep it', async () => {
    const error = { outcome: 'error', errorType: 'Unauthorized', errorMessage: 'Unauthorized' } as const;
    const { judge } = setup(error, 'not-before');
    expect(await judge('a.b.c')).toEqual({
      verdict: 'NotYet',
      reason: 'not-before',
      durationMs: 3,
      coldStart: true,
    });
  });

  it.each<[string, InvocationOutcome, string]>([
    ['throws', { outcome: 'error', errorType: 'KeysUnavailable', errorMessage: 'secret' }, 'KeysUnavailable'],
    ['takes too long', { outcome: 'timeout' }, 'timeout'],
    ['dies', { outcome: 'crash', exitCode: null, signal: 'SIGKILL' }, 'crash'],
  ])('cannot be told when the authorizer %s', async (_what, outcome, reason) => {
    const { judge } = setup(outcome);
    const verdict = await judge('a.b.c');
    expect(verdict).toMatchObject({ verdict: 'Error', reason });
    expect(JSON.stringify(verdict)).not.toContain('secret');
  });

  it.each([[null], [{}], [policy('Perhaps')], [{ policyDocument: { Statement: [] } }]])(
    'cannot be told from the answer %j',
    async (answer) => {
      const { judge } = setup(success(answer));
      expect((await judge('a.b.c')).verdict).toBe('Error');
    },
  );
});
