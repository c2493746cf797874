import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import debug from 'debug';
import { importJWK as joseImport } from 'jose';
import safeBuffer from 'safe-buffer';
import semver from 'semver';
import { importJWK } from '../../slim/jose.ts';
import * as bufferStandIn from '../../slim/safe-buffer.ts';
import debugStandIn from '../../slim/debug.cjs';
import leftOut from '../../slim/left-out.cjs';
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

describe('what is left out', () => {
  it('says so to whoever calls it after all', () => {
    expect(() => leftOut()).toThrow('left out of the bundle');
    expect(() => new leftOut.RateLimiter()).toThrow('left out of the bundle');
  });
});
