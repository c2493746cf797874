import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import debug from 'debug';
import { importJWK as joseImport } from 'jose';
import safeBuffer from 'safe-buffer';
import semver from 'semver';
import { importJWK } from '../../slim/jose.ts';
import * as bufferStandIn from '../../slim/safe-buffer.ts';
import debugStandIn from '../../slim/debug.cjs';
import leftOut from '../../slim/left-out.cjs';
import * as streamsStandIn from '../../slim/no-web-streams.ts';
import { bindV4 } from '../../slim/uuid.ts';
import semverStandIn from '../../slim/semver.cjs';

const root = path.resolve(__dirname, '../../..');
const sourceOf = (file: string) => readFileSync(path.join(root, 'node_modules', file), 'utf8');
const rsaJwk = (modulusLength: number): JsonWebKey =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });

describe('the stand-in for jose', () => {
  it.each([1_024, 2_048, 3_072])('imports an RSA key of %d bits as jose does', async (bits) => {
    const jwk = { ...rsaJwk(bits), kid: 'k', use: 'sig', alg: 'RS256', ext: true };

    const [ours, theirs] = [await importJWK(jwk), await joseImport(jwk, 'RS256')];

    expect(ours.equals(theirs as typeof ours)).toBe(true);
    expect(ours.type).toBe('public');
  });

  it.each([
    ['no modulus', { n: undefined }],
    ['an exponent of the wrong type', { e: 65_537 }],
    ['a modulus of the wrong type', { n: 12 }],
  ])('refuses a key with %s where jose refuses it', async (_what, broken) => {
    const jwk = { ...rsaJwk(2_048), ...broken } as unknown as JsonWebKey;

    await expect(joseImport(jwk, 'RS256')).rejects.toThrow();
    await expect(importJWK(jwk)).rejects.toThrow();
  });

  it('makes no private and no other key, which jwks-rsa would not use either', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

    await expect(importJWK(pair.privateKey.export({ format: 'jwk' }))).rejects.toThrow(TypeError);
    await expect(importJWK(ec.publicKey.export({ format: 'jwk' }))).rejects.toThrow(TypeError);
  });

  it('is asked for nothing else by the path that the authorizer takes', () => {
    const calls = sourceOf('jwks-rsa/src/utils.js').match(/jose\.\w+/g);

    // exportSPKI is for WebCrypto keys, which neither jose on Node nor its stand-in makes.
    expect(calls).toEqual(['jose.importJWK', 'jose.exportSPKI']);
  });
});

describe('the stand-in for semver', () => {
  it('answers each question of jsonwebtoken as semver does on the Node that runs it', () => {
    const files = ['asymmetricKeyDetailsSupported', 'psSupported', 'rsaPssKeyDetailsSupported'];
    const questions = files.map((file) => sourceOf(`jsonwebtoken/lib/${file}.js`));
    const ranges = questions.flatMap((code) => [
      ...code.matchAll(/semver\.(\w+)\(process\.version, '([^']+)'\)/g),
    ]);

    expect(ranges).toHaveLength(files.length);
    for (const [, method, range] of ranges) {
      expect(method).toBe('satisfies');
      expect(semverStandIn.satisfies('v22.0.0', range)).toBe(semver.satisfies('v22.0.0', range as string));
    }
  });
});

describe('the stand-in for debug', () => {
  it('is as silent as debug is where nobody listens', () => {
    const written = jest.spyOn(process.stderr, 'write');

    expect(debugStandIn('jwks')('a key', {})).toBe(debug('jwks')('a key', {}));
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
  });
});

describe('the stand-in for safe-buffer', () => {
  it('hands out the very same Buffer', () => {
    expect(bufferStandIn.Buffer).toBe(safeBuffer.Buffer);
  });
});

describe('the stand-in for how the SDK tells streams', () => {
  // The SDK's own, which it does not export: ES modules of two statements, so their text is run as it stands.
  const sdk = (file: string, names: string) =>
    new Function(
      'Readable',
      `${sourceOf(file)
        .replace(/^import .*$/gm, '')
        .replaceAll('export ', '')}; return { ${names} };`,
    )(Readable) as Record<string, (value: unknown) => boolean>;
  const types = sdk(
    '@smithy/core/dist-es/submodules/serde/util-stream/stream-type-check.js',
    'isReadableStream, isBlob',
  );
  const payload = sdk(
    '@smithy/core/dist-es/submodules/retry/middleware-retry/isStreamingPayload/isStreamingPayload.js',
    'isStreamingPayload',
  );

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', '{}'],
    ['bytes', new Uint8Array(2)],
    ['an object without a class', Object.create(null)],
    ["what Node's HTTP client hands over", Readable.from(['{}'])],
    ['a web stream', new ReadableStream()],
    ['a blob', new Blob(['{}'])],
  ])('says of %s what the SDK says', (_what, body) => {
    expect(streamsStandIn.isReadableStream(body as never)).toBe(types['isReadableStream']?.(body));
    expect(streamsStandIn.isBlob(body as never)).toBe(types['isBlob']?.(body));
    expect(streamsStandIn.isStreamingPayload({ body })).toBe(payload['isStreamingPayload']?.({ body }));
  });

  it('takes a missing request for none that streams, as the SDK does', () => {
    expect(streamsStandIn.isStreamingPayload(undefined)).toBe(payload['isStreamingPayload']?.(undefined));
  });
});

describe("the stand-in for the SDK's ids of calls", () => {
  it('makes a version 4 UUID, a new one each time, as the SDK does', () => {
    const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const sdk = new Function(
      `${sourceOf('@smithy/core/dist-es/submodules/serde/uuid/v4.js').replaceAll('export ', '')}; return bindV4;`,
    )() as (random: unknown) => () => string;
    const [ours, theirs] = [bindV4(), sdk(undefined)];

    expect(theirs()).toMatch(version4);
    expect(ours()).toMatch(version4);
    expect(ours()).not.toBe(ours());
  });
});

describe('what is left out', () => {
  it('says so to whoever calls it after all', () => {
    expect(() => leftOut()).toThrow('left out of the bundle');
    expect(() => new leftOut.RateLimiter()).toThrow('left out of the bundle');
  });
});
