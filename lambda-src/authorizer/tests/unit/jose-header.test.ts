import { keyIdFrom } from '../../src/jose-header.ts';
import { honestHeader, KEY_ID, without } from '../token-forge.ts';

const reasonFor = (header: object): unknown => {
  try {
    return keyIdFrom(header as Record<string, unknown>);
  } catch (error) {
    return (error as { reason?: string }).reason;
  }
};

describe('keyIdFrom', () => {
  it('names the key of an honest header', () => {
    expect(keyIdFrom(honestHeader)).toBe(KEY_ID);
  });

  it.each([
    'none',
    'None',
    'NONE',
    'HS256',
    'HS384',
    'HS512',
    'RS384',
    'RS512',
    'PS256',
    'ES256',
    'EdDSA',
    'rs256',
    'RS256 ',
    ' RS256',
    'RS256\0',
    '',
    null,
    true,
    256,
    ['RS256'],
    { alg: 'RS256' },
    undefined,
  ])('refuses the algorithm %j', (alg) => {
    expect(reasonFor({ ...honestHeader, alg })).toBe('algorithm');
  });

  it.each([
    'JWT',
    'jwt',
    'Jwt',
    'application/jwt',
    'Application/JWT',
    'at+jwt',
    'AT+JWT',
    'application/at+jwt',
    'Application/AT+jwt',
  ])('accepts the type %s', (typ) => {
    expect(reasonFor({ ...honestHeader, typ })).toBe(KEY_ID);
  });

  it('accepts a header without a type', () => {
    expect(reasonFor(without(honestHeader, 'typ'))).toBe(KEY_ID);
  });

  it.each([
    '',
    'JWS',
    'JOSE',
    'JOSE+JSON',
    'JWE',
    'id+jwt',
    'logout+jwt',
    'dpop+jwt',
    'secevent+jwt',
    'application/',
    'application/jwtx',
    'at+',
    'at+jwt ',
    ' JWT',
    'JWT\n',
    'xat+jwt',
    'at+jwtx',
    'text/at+jwt',
    'application/application/at+jwt',
    'atxjwt',
    null,
    0,
    false,
    ['JWT'],
    {},
  ])('refuses the type %j', (typ) => {
    expect(reasonFor({ ...honestHeader, typ })).toBe('type');
  });

  it.each([[['exp']], [[]], [['b64']], [null], [''], ['exp'], [{}], [false]])(
    'refuses whatever is critical: %j',
    (crit) => {
      expect(reasonFor({ ...honestHeader, crit })).toBe('critical-header');
    },
  );

  it.each([false, null, 'false', 0])('refuses an unencoded payload, critical or not: %j', (b64) => {
    expect(reasonFor({ ...honestHeader, b64 })).toBe('unencoded-payload');
  });

  it.each([undefined, '', null, 7, true, ['key-2025'], { kid: 'key-2025' }])(
    'misses a key id in %j',
    (kid) => {
      expect(reasonFor({ ...honestHeader, kid })).toBe('key-id-missing');
    },
  );

  it('takes no notice of keys and places of keys that the token brings along', () => {
    const brought = {
      jku: 'https://evil.example/',
      x5u: 'https://evil.example/',
      jwk: {},
      x5c: ['x'],
      x5t: 'x',
      b64: true,
    };

    expect(reasonFor({ ...honestHeader, ...brought })).toBe(KEY_ID);
  });
});
