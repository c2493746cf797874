import { type Claims } from '../../src/claims.ts';
import { createHandler } from '../../src/handler.ts';
import { SigningKeysUnavailable } from '../../src/signing-keys.ts';
import { TokenRefused } from '../../src/token-refused.ts';

const STAGE = 'arn:aws:execute-api:eu-west-3:123456789012:a1b2c3d4e5/dev';
const EVENT = {
  type: 'TOKEN',
  authorizationToken: 'Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIyMjQ2MjIwMDAwMDEifQ.c2lnbmF0dXJl',
  methodArn: `${STAGE}/GET/get-account-info/msisdn/224622000001`,
};
const CLAIMS: Claims = { sub: 'client@clients', exp: 1_748_739_600, scope: 'read:account' };

function setup(verdict: Claims | Error) {
  const lines: unknown[] = [];
  const counted: unknown[] = [];
  const seen: unknown[] = [];
  const write = (...line: unknown[]) => void lines.push(line);
  const handler = createHandler({
    verifyToken: async (authorization) => {
      seen.push(authorization);
      if (verdict instanceof Error) throw verdict;
      return verdict;
    },
    log: { info: write, warn: write, error: write },
    metrics: { count: (...count) => void counted.push(count) },
  });
  return { handler, lines, counted, seen };
}

describe('the authorizer', () => {
  it('lets the bearer of a believed token into the whole stage', async () => {
    const { handler, seen, counted } = setup(CLAIMS);

    const policy = await handler(EVENT);

    expect(policy.principalId).toBe('client@clients');
    expect(policy.policyDocument.Statement).toEqual([
      { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${STAGE}/*` },
    ]);
    expect(policy.context).toEqual({ sub: 'client@clients', exp: '1748739600', scope: 'read:account' });
    expect(seen).toEqual([EVENT.authorizationToken]);
    expect(counted).toEqual([]);
  });

  it('denies a bad token the whole stage, and counts why', async () => {
    const { handler, counted } = setup(new TokenRefused('expired'));

    const policy = await handler(EVENT);

    expect(policy).toEqual({
      principalId: 'unauthorized',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: `${STAGE}/*` }],
      },
    });
    expect(counted).toEqual([['TokenRefused', { Reason: 'expired' }]]);
  });

  it('throws what the gateway answers by 401 and does not cache, where a token may soon be good', async () => {
    const { handler, lines, counted } = setup(new TokenRefused('not-before', { isFinal: false }));

    await expect(handler(EVENT)).rejects.toMatchObject({ name: 'Unauthorized', message: 'Unauthorized' });
    expect(lines).toEqual([['token refused', { reason: 'not-before' }]]);
    expect(counted).toEqual([['TokenRefused', { Reason: 'not-before' }], ['TokenRefusedForNow']]);
  });

  it('logs the reason of a refusal, and nothing of the token or the path', async () => {
    const { handler, lines } = setup(new TokenRefused('signature'));

    await handler(EVENT);

    expect(lines).toEqual([['token refused', { reason: 'signature' }]]);
  });

  it.each([new SigningKeysUnavailable(), new TypeError('a defect')])(
    'throws when it cannot tell (%s), so that the gateway caches nothing',
    async (failure) => {
      const { handler, counted } = setup(failure);

      await expect(handler(EVENT)).rejects.toBe(failure);
      expect(counted).toEqual([]);
    },
  );

  it('asks about an event without a token, too', async () => {
    const { handler, seen } = setup(new TokenRefused('token-missing'));

    const policy = await handler({ methodArn: EVENT.methodArn });

    expect(seen).toEqual([undefined]);
    expect(policy.policyDocument.Statement[0].Effect).toBe('Deny');
  });

  it.each([undefined, null, {}, { ...EVENT, methodArn: '*' }, { ...EVENT, methodArn: undefined }])(
    'throws, before it looks at a token, where the event %j names no method of an API',
    async (event) => {
      const { handler, seen } = setup(CLAIMS);

      await expect(handler(event)).rejects.toThrow('methodArn');
      expect(seen).toEqual([]);
    },
  );
});
