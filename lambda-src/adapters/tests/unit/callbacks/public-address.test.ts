import type { LookupAddress, LookupOptions } from 'node:dns';
import { isPublicAddress, publicLookup } from '../../../src/callbacks/public-address.ts';

const PUBLIC = [
  '1.1.1.1',
  '93.184.216.34',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700:4700::1111',
  '2a00:1450::1',
];

describe('an address', () => {
  it.each(PUBLIC)('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['this network', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['a private network', '10.0.0.1'],
    ['a private network', '172.16.0.1'],
    ['a private network', '172.31.255.255'],
    ['a private network', '192.168.1.1'],
    ['a carrier', '100.64.0.1'],
    ['a carrier', '100.127.255.255'],
    ['this machine', '127.0.0.1'],
    ['this machine', '127.255.255.254'],
    ['one link', '169.254.0.1'],
    ['instance metadata', '169.254.169.254'],
    ['container credentials', '169.254.170.2'],
    ['protocol assignments', '192.0.0.170'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['the old relay of 6to4', '192.88.99.1'],
    ['benchmarks', '198.18.0.1'],
    ['benchmarks', '198.19.255.255'],
    ['multicast', '224.0.0.1'],
    ['multicast', '239.255.255.255'],
    ['nothing yet', '240.0.0.1'],
    ['everybody', '255.255.255.255'],
    ['nothing', '::'],
    ['this machine', '::1'],
    ['this machine, in full', '0:0:0:0:0:0:0:1'],
    ['a private network', 'fc00::1'],
    ['a private network', 'fd00:ec2::254'],
    ['one link', 'fe80::1'],
    ['one link, with its zone', 'fe80::1%eth0'],
    ['a public one with a zone', '2606:4700:4700::1111%eth0'],
    ['one site', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['this machine, mapped', '::ffff:127.0.0.1'],
    ['this machine, mapped, in hexadecimal', '::ffff:7f00:1'],
    ['instance metadata, mapped', '::ffff:a9fe:a9fe'],
    ['a private network, mapped', '::ffff:10.0.0.1'],
    ['a private network, compatible', '::10.0.0.1'],
    ['instance metadata through NAT64', '64:ff9b::a9fe:a9fe'],
    ['this machine through NAT64', '64:ff9b::127.0.0.1'],
    ['a local NAT64', '64:ff9b:1::1'],
    ['Teredo', '2001::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['a private network in 6to4', '2002:a00:1::1'],
    ['what is discarded', '100::1'],
    ['no host at all', 'hooks.example'],
    ['a number', '2130706433'],
    ['hexadecimal', '0x7f.0.0.1'],
    ['octal', '0177.0.0.1'],
    ['brackets', '[::1]'],
    ['nothing', ''],
  ])('of %s is not public: %s', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a name', () => {
  /** Looks a name up with a resolver that knows these addresses. */
  function lookUp(addresses: readonly string[] | Error, options: LookupOptions = { all: true }) {
    const asked: LookupOptions[] = [];
    const resolve = (
      _: string,
      given: LookupOptions,
      done: (error: Error | null, found: LookupAddress[]) => void,
    ) => {
      asked.push(given);
      if (addresses instanceof Error) return done(addresses, []);
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    };
    return new Promise<{ error: NodeJS.ErrnoException | null; found: unknown[]; asked: LookupOptions[] }>(
      (settle) =>
        publicLookup(resolve as never)('hooks.example', options, (error, ...found) =>
          settle({ error, found, asked }),
        ),
    );
  }
  const asLooked = (address: string) => ({ address, family: address.includes(':') ? 6 : 4 });

  it('has the public addresses that its look-up gave', async () => {
    expect(await lookUp(PUBLIC)).toMatchObject({ error: null, found: [PUBLIC.map(asLooked)] });
  });

  it('has one address where one is asked for', async () => {
    const { error, found, asked } = await lookUp(PUBLIC, { family: 4, hints: 32 });
    expect([error, found]).toEqual([null, ['1.1.1.1', 4]]);
    expect(asked).toEqual([{ all: true, family: 4, hints: 32 }]);
  });

  it.each([
    ['has none but private ones', ['10.0.0.1']],
    ['has a private one first', ['10.0.0.1', '1.1.1.1']],
    ['has a private one among public ones', ['1.1.1.1', '2606:4700:4700::1111', '::1']],
    ['has none at all', []],
  ])('is refused whole where it %s', async (_, addresses) => {
    for (const options of [{ all: true }, {}]) {
      const { error, found } = await lookUp(addresses, options);
      expect(error).toMatchObject({ code: 'ADDRESS_NOT_PUBLIC', message: 'an address is not public' });
      expect(found).toEqual([[]]);
    }
  });

  it('that does not resolve is told as the resolver says', async () => {
    const failure = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    expect((await lookUp(failure)).error).toBe(failure);
  });
});
