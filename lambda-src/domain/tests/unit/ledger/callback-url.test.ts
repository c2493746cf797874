import { isAllowedCallbackUrl } from '../../../src/ledger/callback-url.ts';

const HOSTS = ['hooks.example', '*.merchant.example', '127.0.0.1'];

describe('a callback URL', () => {
  it.each([
    'https://hooks.example/paid?id=1',
    'https://HOOKS.example:8443/',
    'https://shop.merchant.example/',
    'https://a.b.merchant.example/',
    'http://127.0.0.1:3000/_local/callback/x',
  ])('is allowed: %s', (url) => {
    expect(isAllowedCallbackUrl(url, HOSTS)).toBe(true);
  });

  it.each([
    '',
    'hooks.example',
    'http://hooks.example/',
    'ftp://hooks.example/',
    'https://hooks.example.evil.example/',
    'https://evilhooks.example/',
    'https://x.hooks.example/',
    'https://merchant.example/',
    'https://evilmerchant.example/',
    'https://user@hooks.example/',
    'https://:secret@hooks.example/',
    'https://evil.example/#hooks.example',
    'http://localhost/',
    `https://hooks.example/${'x'.repeat(2_048)}`,
  ])('is not allowed: %s', (url) => {
    expect(isAllowedCallbackUrl(url, HOSTS)).toBe(false);
  });

  it('is never allowed where no host is listed', () => {
    expect(isAllowedCallbackUrl('https://hooks.example/', [])).toBe(false);
  });
});
