import { loadConfig } from '../../src/config.ts';

const ENVIRONMENT = {
  ISSUER_URI: 'https://tenant.eu.auth0.example/',
  JWKS_URI: 'https://tenant.eu.auth0.example/.well-known/jwks.json',
  AUDIENCE: 'https://api.fintech-solution.example',
};

const messageOf = (environment: Record<string, string>): string => {
  try {
    return JSON.stringify(loadConfig(environment));
  } catch (error) {
    return (error as Error).message;
  }
};

describe('loadConfig', () => {
  it('reads the settings, the issuer to the letter', () => {
    expect(loadConfig(ENVIRONMENT)).toEqual({
      issuer: 'https://tenant.eu.auth0.example/',
      jwksUri: 'https://tenant.eu.auth0.example/.well-known/jwks.json',
      audience: 'https://api.fintech-solution.example',
      clientIds: [],
      msisdnClaim: 'https://fintech-solution/msisdn',
    });
  });

  it('takes another claim for the subscriber number, and an empty one for none', () => {
    expect(loadConfig({ ...ENVIRONMENT, MSISDN_CLAIM: 'phone' }).msisdnClaim).toBe('phone');
    expect(loadConfig({ ...ENVIRONMENT, MSISDN_CLAIM: '' }).msisdnClaim).toBe(
      'https://fintech-solution/msisdn',
    );
  });

  it.each([
    ['', []],
    ['4h57k1n2', ['4h57k1n2']],
    [' a , b ', ['a', 'b']],
  ])('reads the client ids %j', (text, clientIds) => {
    expect(loadConfig({ ...ENVIRONMENT, CLIENT_IDS: text }).clientIds).toEqual(clientIds);
  });

  it.each(['a,', ',a', 'a,,b', 'a b', 'a;\u00e9'])('refuses the client ids %j', (text) => {
    expect(messageOf({ ...ENVIRONMENT, CLIENT_IDS: text })).toBe(
      'Bad configuration: CLIENT_IDS must be client ids separated by commas',
    );
  });

  it('lists every fault in one message', () => {
    const message = messageOf({ JWKS_URI: 'http://tenant.eu.auth0.example/jwks.json', AUDIENCE: '' });

    expect(message).toContain('ISSUER_URI');
    expect(message).toContain('JWKS_URI');
    expect(message).toContain('AUDIENCE');
    expect(message).not.toContain('auth0.example');
  });

  it.each(['ISSUER_URI', 'JWKS_URI'])('wants https for %s, save on this machine', (name) => {
    expect(messageOf({ ...ENVIRONMENT, [name]: 'http://issuer.example/' })).toContain(name);
    expect(messageOf({ ...ENVIRONMENT, [name]: 'http://127.0.0.1:3000/' })).toContain(
      'http://127.0.0.1:3000/',
    );
  });
});
