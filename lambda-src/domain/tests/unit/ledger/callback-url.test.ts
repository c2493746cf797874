import { isAllowedUrl, isCallbackUrl, isHostPattern } from '../../../src/ledger/callback-url.ts';

describe('a callback URL', () => {
  it.each([
    'https://hooks.example/paid?id=1&at=(a)[b]',
    'https://HOOKS.example/',
    'HTTPS://hooks.example:443/',
    'https://a.b-c.hooks.example',
    'https://hooks.example/user@shop',
    'https://hooks.example?for=a@b',
    `https://hooks.example/${'x'.repeat(2_026)}`,
    'http://127.0.0.1:3000/x',
    'http://localhost:3000/x',
    'http://[::1]:3000/',
  ])('may be %s', (url) => {
    expect(isCallbackUrl(url)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a name', 'hooks.example'],
    ['plain http', 'http://hooks.example/'],
    ['plain http to a name that looks local', 'http://127.0.0.1.evil.example/'],
    ['another scheme', 'ftp://hooks.example/'],
    ['a scheme without slashes', 'https:hooks.example'],
    ['backslashes', 'https:\\\\hooks.example\\'],
    ['a backslash before another host', 'https://evil.example\\@hooks.example/'],
    ['a user', 'https://user@hooks.example/'],
    ['a password', 'https://:secret@hooks.example/'],
    ['an empty user', 'https://@hooks.example/'],
    ['a user for this machine', 'http://user@127.0.0.1:3000/'],
    ['a fragment', 'https://hooks.example/#paid'],
    ['an empty fragment', 'https://hooks.example/#'],
    ['another port', 'https://hooks.example:8443/'],
    ['the port of plain http', 'https://hooks.example:80/'],
    ['a blank before', ' https://hooks.example/'],
    ['a blank inside', 'https://hooks.example/a b'],
    ['a tab, which parsers skip', 'https://hooks\t.example/'],
    ['letters beyond ASCII', 'https://hôte.example/'],
    ['no host', 'https:///'],
    ['no host before a path that some parsers take for one', 'https:///hooks.example/'],
    ['no host before a path, for this machine', 'http:///127.0.0.1:3000/'],
    ['a host that ends with a dot', 'https://hooks.example./'],
    ['an address', 'https://93.184.216.34/'],
    ['a private address', 'https://10.0.0.1/'],
    ['the address of instance metadata', 'https://169.254.169.254/latest/meta-data/'],
    ['an address as a number', 'https://2130706433/'],
    ['an address in octal', 'https://0177.0.0.1/'],
    ['an address in hexadecimal', 'https://0x7f.1/'],
    ['an address in percents', 'https://%31%32%37.0.0.1/'],
    ['an address of version 6', 'https://[2606:4700::1111]/'],
    ['a mapped address', 'https://[::ffff:127.0.0.1]/'],
    ['https to this machine by its address', 'https://127.0.0.1/'],
    ['plain http to the address of nothing', 'http://0.0.0.0:3000/'],
    ['2,049 characters', `https://hooks.example/${'x'.repeat(2_027)}`],
  ])('may not be %s', (_, url) => {
    expect(isCallbackUrl(url)).toBe(false);
  });
});

describe('a callback', () => {
  const HOSTS = { names: ['hooks.example', '*.merchant.example'], isLoopbackAllowed: false };

  it.each([
    'https://hooks.example/',
    'https://HOOKS.example/',
    'https://shop.merchant.example/',
    'https://a.b.merchant.example/',
  ])('may go to %s', (url) => {
    expect(isAllowedUrl(url, HOSTS)).toBe(true);
  });

  it.each([
    'https://hooks.example.evil.example/',
    'https://evilhooks.example/',
    'https://x.hooks.example/',
    'https://merchant.example/',
    'https://evilmerchant.example/',
    'https://evil.example/?hooks.example',
    'http://127.0.0.1:3000/',
    'http://localhost/',
  ])('may not go to %s', (url) => {
    expect(isAllowedUrl(url, HOSTS)).toBe(false);
  });

  it('may go nowhere where no host is listed', () => {
    expect(isAllowedUrl('https://hooks.example/', { names: [], isLoopbackAllowed: false })).toBe(false);
  });

  it('may go to this machine in the local stack alone, at any port', () => {
    for (const url of ['http://127.0.0.1:3000/x', 'http://localhost/', 'http://[::1]:1/']) {
      expect(isAllowedUrl(url, { names: [], isLoopbackAllowed: true })).toBe(true);
      // A list cannot say so, whatever it holds.
      expect(isAllowedUrl(url, { names: ['127.0.0.1', 'localhost'], isLoopbackAllowed: false })).toBe(false);
    }
  });
});

describe('an allowed host', () => {
  it.each(['hooks.example', 'localhost', '*.merchant.example', 'a-1.b2.example'])('may be %s', (name) => {
    expect(isHostPattern(name)).toBe(true);
  });

  it.each([
    '*',
    '*.',
    '*.com',
    '*.*.example',
    'hooks.*',
    'HOOKS.example',
    'https://hooks.example',
    'http://127.0.0.1:3000',
    'hooks.example:443',
    'hooks.example/',
    '.example',
    'hooks..example',
    '-hooks.example',
    'hooks-.example',
    '127.0.0.1',
    '*.0.0.1',
    '10.1',
    '[::1]',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(124)}example`,
  ])('may not be %s', (name) => {
    expect(isHostPattern(name)).toBe(false);
  });
});
