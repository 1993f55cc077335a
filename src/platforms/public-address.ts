import { BlockList, isIP, type LookupFunction } from 'node:net';

export interface Address {
  address: string;
  family: number;
}

/** What is not the public internet: our own machine and network, and what never leads anywhere. */
const NOT_PUBLIC = {
  ipv4: blockList('ipv4', [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/3',
  ]),
  // Only 2000::/3 is public. In it 2001::/23 and 2002::/16 carry an IPv4 address that can be any.
  ipv6: blockList('ipv6', [
    '::/3',
    '4000::/2',
    '8000::/1',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
    '3fff::/20',
  ]),
};

/** Whether an address of either family belongs to the public internet; false for what is no address. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !NOT_PUBLIC.ipv4.check(address, 'ipv4');
    case 6:
      // One with a zone (`fe80::1%eth0`) belongs to a link.
      return !address.includes('%') && !NOT_PUBLIC.ipv6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** A lookup that asks nobody: what has been checked is what is connected to, whatever the name server says by now. */
export function pinnedTo(addresses: readonly [Address, ...Address[]]): LookupFunction {
  const [first] = addresses;
  return (_hostname, { all }, callback) =>
    all ? callback(null, [...addresses]) : callback(null, first.address, first.family);
}

function blockList(family: 'ipv4' | 'ipv6', networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}
