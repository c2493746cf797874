import { createHash, createHmac } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createIamToken } from '../../../src/valkey/iam-token.ts';

const NOW = Date.UTC(2026, 10, 1, 8);
const SECRET = 'secret';

function setup({ sessionToken = undefined as string | undefined } = {}) {
  let nowMs = NOW;
  const credentials = async () => ({
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: SECRET,
    ...(sessionToken && { sessionToken }),
  });
  const aws = new DynamoDBClient({ region: 'ca-central-1', credentials });
  const current = createIamToken({ user: 'guard-reader', cache: 'Guard-Dev' }, aws.config, () => nowMs);
  return { current, pass: (ms: number) => void (nowMs += ms) };
}

/** The parts of a token: a URL without its scheme. */
const partsOf = (password: string) => new URL(`https://${password}`);

/**
 * The signature that AWS works out, from the steps of its manual.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function signatureOf({ host, searchParams }: URL): string {
  const query = [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const canonical = ['GET', '/', query, `host:${host}\n`, 'host', sha256('')].join('\n');
  const scope = '20261101/ca-central-1/elasticache/aws4_request';
  const toSign = ['AWS4-HMAC-SHA256', '20261101T080000Z', scope, sha256(canonical)].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer>(
      (last, part) => createHmac('sha256', last).update(part).digest(),
      Buffer.from(`AWS4${SECRET}`),
    );
  return createHmac('sha256', key).update(toSign).digest('hex');
}

describe('the token of an ElastiCache user', () => {
  it('is a request to connect to the cache as that user, signed for fifteen minutes', async () => {
    const { user, password } = await setup().current();

    const { host, pathname, searchParams } = partsOf(password);
    expect([user, host, pathname]).toEqual(['guard-reader', 'guard-dev', '/']);
    expect(Object.fromEntries(searchParams)).toEqual({
      Action: 'connect',
      User: 'guard-reader',
      ResourceType: 'ServerlessCache',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'ASIAEXAMPLE/20261101/ca-central-1/elasticache/aws4_request',
      'X-Amz-Date': '20261101T080000Z',
      'X-Amz-Expires': '900',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': expect.any(String) as string,
    });
  });

  it.each([undefined, 'session/token+='])(
    'carries the signature that AWS works out, session token %s',
    async (sessionToken) => {
      const { password } = await setup({ sessionToken }).current();

      const token = partsOf(password);
      expect(token.searchParams.get('X-Amz-Signature')).toBe(signatureOf(token));
      expect(token.searchParams.get('X-Amz-Security-Token')).toBe(sessionToken ?? null);
    },
  );

  it('is the same until a minute before its end, then signed anew', async () => {
    const { current, pass } = setup();
    const first = await current();
    pass(14 * 60_000 - 1);
    expect(await current()).toBe(first);
    expect(first.renewAtMs).toBe(NOW + 14 * 60_000);

    pass(1);
    const next = await current();

    expect(next.password).not.toBe(first.password);
    expect(partsOf(next.password).searchParams.get('X-Amz-Date')).toBe('20261101T081400Z');
  });
});
