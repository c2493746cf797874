import { constants, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { checkSignature } from '../../src/signature.ts';
import { TokenRefused } from '../../src/token-refused.ts';
import { honestClaims, honestHeader, rsaKeyPair, signingInput, signRs256 } from '../token-forge.ts';

const issuer = rsaKeyPair();
const stranger = rsaKeyPair();
const token = signRs256(issuer.privateKey, honestHeader, honestClaims);

const refusal = new TokenRefused('signature');

const signedAs = (alg: string, signature: (input: Buffer) => Buffer): string => {
  const input = signingInput({ ...honestHeader, alg }, honestClaims);
  return `${input}.${signature(Buffer.from(input)).toString('base64url')}`;
};

describe('checkSignature', () => {
  it('accepts what the issuer signed', () => {
    expect(() => checkSignature(token, [issuer.publicKey])).not.toThrow();
  });

  it('tries every key of an id that the issuer uses twice', () => {
    expect(() => checkSignature(token, [stranger.publicKey, issuer.publicKey])).not.toThrow();
    expect(() => checkSignature(token, [stranger.publicKey, stranger.publicKey])).toThrow(refusal);
  });

  it('refuses what another key signed', () => {
    expect(() =>
      checkSignature(signRs256(stranger.privateKey, honestHeader, honestClaims), [issuer.publicKey]),
    ).toThrow(refusal);
  });

  it('refuses every token where there is no key', () => {
    expect(() => checkSignature(token, [])).toThrow(refusal);
  });

  it('refuses a signature over another header or payload', () => {
    const [header, payload, signature] = token.split('.');
    const other = signingInput({ ...honestHeader, kid: 'other' }, { ...honestClaims, sub: 'other' }).split(
      '.',
    );

    expect(() => checkSignature(`${other[0]}.${payload}.${signature}`, [issuer.publicKey])).toThrow(refusal);
    expect(() => checkSignature(`${header}.${other[1]}.${signature}`, [issuer.publicKey])).toThrow(refusal);
  });

  it.each([0, 128, 255])('refuses a signature in which the bit of byte %i is turned', (index) => {
    const [header, payload, signature = ''] = token.split('.');
    const bytes = Buffer.from(signature, 'base64url');
    bytes[index] = (bytes[index] ?? 0) ^ 1;

    expect(() =>
      checkSignature(`${header}.${payload}.${bytes.toString('base64url')}`, [issuer.publicKey]),
    ).toThrow(refusal);
  });

  it.each([1, 255, 257, 512])('refuses a signature of %i zero bytes', (length) => {
    const input = signingInput(honestHeader, honestClaims);

    expect(() =>
      checkSignature(`${input}.${Buffer.alloc(length).toString('base64url')}`, [issuer.publicKey]),
    ).toThrow(refusal);
  });

  it.each([
    ['RS384', (input: Buffer) => sign('sha384', input, issuer.privateKey)],
    ['RS512', (input: Buffer) => sign('sha512', input, issuer.privateKey)],
    ['PS256', (input: Buffer) => sign('sha256', input, pss(issuer.privateKey))],
    ['PS512', (input: Buffer) => sign('sha512', input, pss(issuer.privateKey))],
  ])('refuses %s, though it is made with the very key of the issuer', (alg, signature) => {
    expect(() => checkSignature(signedAs(alg, signature), [issuer.publicKey])).toThrow(refusal);
  });

  it.each(['pem', 'der'] as const)('refuses HS256 with the public key as the secret (%s)', (format) => {
    const secret = issuer.publicKey.export({ format, type: 'spki' } as { format: 'pem'; type: 'spki' });
    const forged = signedAs('HS256', (input) => createHmac('sha256', secret).update(input).digest());

    expect(() => checkSignature(forged, [issuer.publicKey])).toThrow(refusal);
  });

  it('refuses the algorithm none, with a signature and without one', () => {
    expect(() =>
      checkSignature(
        signedAs('none', () => Buffer.from('x')),
        [issuer.publicKey],
      ),
    ).toThrow(refusal);
    expect(() =>
      checkSignature(
        signedAs('none', () => Buffer.alloc(0)),
        [issuer.publicKey],
      ),
    ).toThrow(refusal);
  });

  it('leaves the times to others', () => {
    const old = signRs256(issuer.privateKey, honestHeader, { ...honestClaims, exp: 1, nbf: 4_000_000_000 });

    expect(() => checkSignature(old, [issuer.publicKey])).not.toThrow();
  });

  it('does not blame the token for a key that should not be there', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

    expect(() => checkSignature(token, [publicKey])).toThrow('"alg" parameter for "ec" key type');
    expect(() => checkSignature(token, [publicKey])).not.toThrow(TokenRefused);
  });
});

function pss(key: KeyObject) {
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}
