import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { ATTEMPT_MS, describeExchange } from '@fintech-solution/testing/exchange-rules';
import {
  type Answer,
  type LoopbackServer,
  silence,
  startLoopbackServer,
} from '@fintech-solution/testing/loopback-server';
import { createJwksEndpoint } from '../../src/jwks-endpoint.ts';
import { rsaKeyPair } from '../token-forge.ts';

const good = rsaKeyPair();
const other = rsaKeyPair();
const weak = rsaKeyPair(1024);
const almost = rsaKeyPair(2040);
const smallExponent = rsaKeyPair(2048, 3);
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const okp = generateKeyPairSync('ed25519');

const jwk = (key: { export(options: { format: 'jwk' }): JsonWebKey }, more: object = {}) => ({
  ...key.export({ format: 'jwk' }),
  kid: 'k',
  ...more,
});
const goodJwk = (more: object = {}) => jwk(good.publicKey, more);

describe('the JWKS endpoint', () => {
  let server: LoopbackServer;
  let answer: Answer;
  const paths = () => server.requests.map(({ method, path }) => `${method} ${path}`);
  beforeEach(async () => {
    answer = (response) => void response.writeHead(404).end();
    server = await startLoopbackServer((response, request) => answer(response, request));
  });
  afterEach(() => server.stop());

  const fetchBody = (body: string | Buffer) => {
    answer = (response) => void response.end(body);
    return createJwksEndpoint(`${server.url}/jwks.json`)();
  };
  const fetchKeys = (...keys: unknown[]) => fetchBody(JSON.stringify({ keys }));

  it('hands out the key of each id, ready to verify with', async () => {
    const keys = await fetchKeys(
      goodJwk({ use: 'sig', alg: 'RS256' }),
      jwk(other.publicKey, { kid: 'other' }),
    );

    expect([...keys.keys()]).toEqual(['k', 'other']);
    expect(keys.get('k')?.map((key) => key.equals(good.publicKey))).toEqual([true]);
    expect(keys.get('other')?.map((key) => key.equals(other.publicKey))).toEqual([true]);
    expect(paths()).toEqual(['GET /jwks.json']);
  });

  it('asks anew each time, for it keeps nothing itself', async () => {
    answer = (response) => void response.end(JSON.stringify({ keys: [goodJwk()] }));
    const fetchKeySet = createJwksEndpoint(`${server.url}/jwks.json`);

    await fetchKeySet();
    await fetchKeySet();

    expect(server.requests).toHaveLength(2);
  });

  it.each<[string, object]>([
    ['no use and no algorithm', {}],
    ['the use of signatures', { use: 'sig' }],
    ['the algorithm RS256', { alg: 'RS256' }],
    ['the operation verify', { key_ops: ['verify'] }],
    [
      'a use, an algorithm, operations and a private part of null',
      { use: null, alg: null, key_ops: null, d: null },
    ],
    ['certificates and whatever else', { x5c: ['MIIB'], x5t: 'x', 'https://issuer.example/note': {} }],
    ['certificates that are none', { x5c: {}, x5t: 7, 'x5t#S256': [], x5u: null }],
  ])('takes a key with %s', async (_name, more) => {
    await expect(fetchKeys(goodJwk(more))).resolves.toHaveProperty('size', 1);
  });

  it.each<[string, object]>([
    ['of use enc', goodJwk({ use: 'enc' })],
    ['of a use in another case', goodJwk({ use: 'SIG' })],
    ['for RS512', goodJwk({ alg: 'RS512' })],
    ['for PS256', goodJwk({ alg: 'PS256' })],
    ['for RSA-OAEP', goodJwk({ alg: 'RSA-OAEP' })],
    ['for HS256', goodJwk({ alg: 'HS256' })],
    ['for an empty algorithm', goodJwk({ alg: '' })],
    ['for encryption only', goodJwk({ key_ops: ['encrypt'] })],
    ['for no operation', goodJwk({ key_ops: [] })],
    ['for operations that are no list', goodJwk({ key_ops: 'verify' })],
    ['on an elliptic curve', jwk(ec.publicKey)],
    ['on an elliptic curve, called RS256', jwk(ec.publicKey, { alg: 'RS256' })],
    ['of Edwards', jwk(okp.publicKey)],
    ['that is a secret', { kty: 'oct', k: 'c2VjcmV0', kid: 'k' }],
    ['of another type in another case', goodJwk({ kty: 'rsa' })],
    ['of no bits', goodJwk({ n: '' })],
    ['of a modulus that is not base64url', goodJwk({ n: '!!!' })],
    ['with the exponent 0', goodJwk({ e: 'AA' })],
    ['of 1,024 bits', jwk(weak.publicKey)],
    ['of 2,040 bits', jwk(almost.publicKey)],
    ['with the exponent 3', jwk(smallExponent.publicKey)],
    ['with the exponent 1', goodJwk({ e: 'AQ' })],
    ['with its private part', jwk(good.privateKey)],
    ...['d', 'p', 'q', 'dp', 'dq', 'qi'].map((member): [string, object] => [
      `with its private member ${member} alone`,
      goodJwk({ [member]: good.privateKey.export({ format: 'jwk' })[member] }),
    ]),
    ['without an id', { ...good.publicKey.export({ format: 'jwk' }) }],
    ['with an id that is no text', goodJwk({ kid: 7 })],
  ])('leaves out a key %s, be it among good ones or alone', async (_name, unfit) => {
    const among = await fetchKeys(unfit, jwk(other.publicKey, { kid: 'other' }));
    expect([...among.keys()]).toEqual(['other']);

    await expect(fetchKeys(unfit)).resolves.toHaveProperty('size', 0);
  });

  it.each<[string, object]>([
    ['no modulus', goodJwk({ n: undefined })],
    ['a modulus that is no text', goodJwk({ n: 65_537 })],
    ['no exponent', goodJwk({ e: undefined })],
    ['a modulus that is a list', goodJwk({ n: ['AQAB'] })],
  ])('leaves out a broken key with %s, and takes a set of nothing else for broken', async (_name, broken) => {
    const among = await fetchKeys(broken, jwk(other.publicKey, { kid: 'other' }));
    expect([...among.keys()]).toEqual(['other']);

    await expect(fetchKeys(broken)).rejects.toThrow();
  });

  it.each([null, 'x', 1, []])('leaves out %j, which is no key, and keeps the others', async (entry) => {
    const keys = await fetchKeys(entry, goodJwk());

    expect([...keys.keys()]).toEqual(['k']);
  });

  it('keeps both keys of an id that is used twice', async () => {
    const keys = await fetchKeys(goodJwk(), jwk(other.publicKey), goodJwk({ use: 'enc' }));

    expect(keys.get('k')).toHaveLength(2);
  });

  it('is not confused by the id __proto__', async () => {
    const keys = await fetchBody(`{"keys":[${JSON.stringify(goodJwk({ kid: '__proto__' }))}]}`);

    expect([...keys.keys()]).toEqual(['__proto__']);
  });

  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['a page', '<!doctype html><title>Sign in</title>'],
    ['half of it', JSON.stringify({ keys: [goodJwk()] }).slice(0, -2)],
    ['null', 'null'],
    ['an array of keys', JSON.stringify([goodJwk()])],
    ['a single key', JSON.stringify(goodJwk())],
    ['no keys', '{}'],
    ['keys that are no list', JSON.stringify({ keys: { 0: goodJwk(), length: 1 } })],
    ['keys that are text', '{"keys":"keys"}'],
    ['an empty list', '{"keys":[]}'],
    ['a list of nothing', '{"keys":[null]}'],
    ['a list of things that are no keys', '{"keys":["x",1,[]]}'],
    ['another encoding', Buffer.from(JSON.stringify({ keys: [goodJwk()] }), 'utf16le')],
  ])('takes %s for a failure', async (_name, body) => {
    await expect(fetchBody(body)).rejects.toThrow(/^the JWKS is /);
  });

  it('keeps the last of two members of one name, in the set and in an entry', async () => {
    const entry = JSON.stringify(goodJwk()).replace('{', '{"kid":"first",');

    const keys = await fetchBody(`{"keys":[],"keys":[${entry}]}`);

    expect([...keys.keys()]).toEqual(['k']);
  });

  it.each<[string, (text: string) => string | Buffer]>([
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['white space around it', (text) => `\r\n ${text}\n\n`],
    [
      'bytes that are no UTF-8 in a note',
      (text) => Buffer.from(text.replace('kty', 'n\u00f6te":"\u00e9","kty'), 'latin1'),
    ],
  ])('reads a set with %s', async (_name, written) => {
    const keys = await fetchBody(written(JSON.stringify({ keys: [goodJwk()] })));

    expect([...keys.keys()]).toEqual(['k']);
  });

  describe('that compresses its answer unasked', () => {
    const fetchEncoded = (encoding: string, body: Buffer) => {
      answer = (response) => void response.writeHead(200, { 'Content-Encoding': encoding }).end(body);
      return createJwksEndpoint(`${server.url}/jwks.json`)();
    };
    const set = JSON.stringify({ keys: [goodJwk()] });

    it.each([
      ['gzip', gzipSync(set)],
      ['x-gzip', gzipSync(set)],
      ['deflate', deflateSync(set)],
      ['br', brotliCompressSync(set)],
      ['BR', brotliCompressSync(set)],
      ['GZip', gzipSync(set)],
      ['deflate', deflateRawSync(set)],
      ['deflate, gzip', gzipSync(deflateSync(set))],
      ['identity, br', brotliCompressSync(set)],
      ['identity', Buffer.from(set)],
      ['Identity', Buffer.from(set)],
      ['', Buffer.from(set)],
      ['UTF-8', Buffer.from(set)],
    ])('is read: %s', async (encoding, body) => {
      await expect(fetchEncoded(encoding, body)).resolves.toHaveProperty('size', 1);
    });

    it.each([
      ['is larger than its limit unpacked', 'gzip', gzipSync(Buffer.alloc(600 * 1_024, ' '))],
      ['is not compressed at all', 'gzip', Buffer.from(set)],
      [
        'is larger than its limit unpacked twice',
        'gzip, br',
        brotliCompressSync(gzipSync(Buffer.alloc(600 * 1_024, ' '))),
      ],
      ['is compressed in an unknown way', 'zstd', Buffer.from('x')],
    ])('fails where the answer %s', async (_name, encoding, body) => {
      await expect(fetchEncoded(encoding, body)).rejects.toThrow();
    });
  });

  it('takes a thousand keys', async () => {
    const keys = Array.from({ length: 1_000 }, (_, index) => goodJwk({ kid: `k${index}` }));

    await expect(fetchKeys(...keys)).resolves.toHaveProperty('size', 1_000);
  });

  it.each([201, 204, 206, 301, 302, 307, 400, 404, 500, 503])(
    'takes the status %i for a failure, whatever the body, and follows nothing',
    async (status) => {
      answer = (response) => {
        const body = status === 204 ? undefined : JSON.stringify({ keys: [goodJwk()] });
        response.writeHead(status, { Location: '/elsewhere' }).end(body);
      };

      await expect(createJwksEndpoint(`${server.url}/jwks.json`)()).rejects.toThrow(
        `the server answered ${status}`,
      );
      expect(paths()).toEqual(['GET /jwks.json']);
    },
  );

  it('says who asks, because firewalls refuse requests that do not', async () => {
    await fetchKeys(goodJwk());

    expect(server.requests[0]?.headers).toHaveProperty('user-agent', 'fintech-solution/0.1 (+get-jwks)');
  });

  it('cuts off an answer without an end', async () => {
    await expect(fetchBody(' '.repeat(513 * 1_024))).rejects.toThrow('larger than');
  });

  it('gives up after its time', async () => {
    answer = silence;

    await expect(createJwksEndpoint(`${server.url}/jwks.json`, 50)()).rejects.toThrow(
      'no whole answer within 50 ms',
    );
  });
});

describeExchange(
  'the JWKS endpoint',
  (url) => {
    const fetchKeySet = createJwksEndpoint(url, ATTEMPT_MS);
    return { call: async () => [...(await fetchKeySet()).keys()] };
  },
  (response) => void response.end(JSON.stringify({ keys: [goodJwk()] })),
);
