import { isAllowedHost, isCallbackUrl } from '../../../src/ledger/callback-url.ts';

describe('a callback URL', () => {
  it.each([
    'https://hooks.example/paid?id=1',
    'https://HOOKS.example:8443/',
    'http://127.0.0.1:3000/x',
    'http://[::1]/',
  ])('may be %s', (url) => {
    expect(isCallbackUrl(url)).toBe(true);
  });

  it.each([
    '',
    'hooks.example',
    'http://hooks.example/',
    'http://127.0.0.1.evil.example/',
    'ftp://hooks.example/',
    'https://user@hooks.example/',
    'https://:secret@hooks.example/',
    `https://hooks.example/${'x'.repeat(2_048)}`,
  ])('may not be %s', (url) => {
    expect(isCallbackUrl(url)).toBe(false);
  });
});

describe('the host of a callback', () => {
  const HOSTS = ['hooks.example', '*.merchant.example', '127.0.0.1'];

  it.each([
    'https://hooks.example/',
    'https://HOOKS.example:8443/',
    'https://shop.merchant.example/',
    'https://a.b.merchant.example/',
    'http://127.0.0.1:3000/_local/callback/x',
  ])('is allowed: %s', (url) => {
    expect(isAllowedHost(url, HOSTS)).toBe(true);
  });

  it.each([
    'https://hooks.example.evil.example/',
    'https://evilhooks.example/',
    'https://x.hooks.example/',
    'https://merchant.example/',
    'https://evilmerchant.example/',
    'https://evil.example/#hooks.example',
    'http://localhost/',
  ])('is not allowed: %s', (url) => {
    expect(isAllowedHost(url, HOSTS)).toBe(false);
  });

  it('is never allowed where none is listed', () => {
    expect(isAllowedHost('https://hooks.example/', [])).toBe(false);
  });
});
