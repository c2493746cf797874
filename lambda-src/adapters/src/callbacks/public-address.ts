import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Addresses of version 4 that belong to no host on the Internet: this network, private, shared by carriers, loopback, link-local
 * (instance metadata), protocol assignments, documentation, the old relay of 6to4, benchmarks, multicast, reserved.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry/
 */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * Version 6 has one block of public addresses. Everything outside it is refused: loopback, unique local, link-local,
 * multicast, and every form that carries an address of version 4 (mapped, NAT64). Inside it, the special blocks are: protocol
 * assignments with Teredo, documentation, 6to4.
 *
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry/
 */
const PUBLIC_V6 = ['2000::', 3] as const;
const SPECIAL_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const special = new BlockList();
for (const [network, prefix] of SPECIAL_V4) special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of SPECIAL_V6) special.addSubnet(network, prefix, 'ipv6');
const publicV6 = new BlockList();
publicV6.addSubnet(...PUBLIC_V6, 'ipv6');

/** True for an address that belongs to a host on the Internet; false for a text that is not an address. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !special.check(address, 'ipv4');
  // A zone (`fe80::1%eth0`) is for addresses of one link alone.
  if (version === 6 && !address.includes('%'))
    return publicV6.check(address, 'ipv6') && !special.check(address, 'ipv6');
  return false;
}

/** The code of the error of a name that has an address which is not public. */
export const ADDRESS_NOT_PUBLIC = 'ADDRESS_NOT_PUBLIC';

/**
 * A resolver that gives public addresses only. Node connects to the addresses that this very look-up gave, so a name cannot
 * change in between. A name that has one other address is refused whole: nothing that is meant for the Internet has one, and
 * an owner who mixes them may be looking for the one that slips through.
 *
 * A host that is written as an address is not looked up; its caller has to refuse it.
 */
export function publicLookup(resolve: typeof systemLookup = systemLookup): LookupFunction {
  return (hostname, options, done) => {
    const family = options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : options.family;
    resolve(hostname, { hints: options.hints, family, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address)))
        return done(Object.assign(new Error('an address is not public'), { code: ADDRESS_NOT_PUBLIC }), []);
      return options.all === true ? done(null, addresses) : done(null, first.address, first.family);
    });
  };
}
