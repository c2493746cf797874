import { type Environment, readSettings } from '../../../src/env.ts';
import { accessRules, allowedOrigins } from '../../../src/http/access-settings.ts';

describe('the scopes that a caller needs', () => {
  const rulesOf = (env: Environment) => readSettings(env, accessRules);

  it('are none where nothing is set', () => {
    expect(rulesOf({ REQUIRED_SCOPE: '', UNBOUND_SCOPE: ' ' })).toMatchObject({
      requiredScopes: [],
      unboundScopes: [],
    });
  });

  it('are all that the settings name', () => {
    expect(rulesOf({ REQUIRED_SCOPE: 'read:account  read:balance', UNBOUND_SCOPE: 'any' })).toMatchObject({
      requiredScopes: ['read:account', 'read:balance'],
      unboundScopes: ['any'],
    });
  });
});

describe('the allowed origins', () => {
  const originsOf = (ALLOWED_ORIGINS: string) => readSettings({ ALLOWED_ORIGINS }, allowedOrigins);

  it.each([
    ['', []],
    [' ', []],
    ['https://app.example', ['https://app.example']],
    ['https://a.example,https://b.example:8443', ['https://a.example', 'https://b.example:8443']],
    ['https://a.example, http://localhost:5173', ['https://a.example', 'http://localhost:5173']],
    ['http://127.0.0.1:3000 http://[::1]:3000', ['http://127.0.0.1:3000', 'http://[::1]:3000']],
  ])('of %j', (setting, origins) => {
    expect(originsOf(setting)).toEqual(origins);
  });

  it.each([
    '*',
    'null',
    'app.example',
    'https://*.example',
    'https://app.example/',
    'https://app.example/path',
    'https://app.example?x',
    'https://app.example:443',
    'https://APP.example',
    'https://user@app.example',
    'http://app.example',
    'ftp://app.example',
    'https://app.example;https://b.example',
    'https://app.example,*',
  ])('are refused at the cold start when they are %j', (setting) => {
    expect(() => originsOf(setting)).toThrow('ALLOWED_ORIGINS must list origins such as https://app.example');
  });
});
