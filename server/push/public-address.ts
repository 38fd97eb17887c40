import { BlockList, isIP } from 'node:net'

// Two lists: a list of both would hold an IPv4 address against the rules for IPv6.
const NOT_PUBLIC = { 4: new BlockList(), 6: new BlockList() }
// The special purposes of RFC 6890 and its registry, multicast and what is reserved.
const IPV4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 ' +
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4'
for (const range of IPV4.split(' ')) {
  const [address = '', bits] = range.split('/')
  NOT_PUBLIC[4].addSubnet(address, Number(bits))
}
// Of IPv6 only 2000::/3 is given out; within it, what stands for an IPv4 address or for examples.
for (const [address, bits] of [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  NOT_PUBLIC[6].addSubnet(address, bits, 'ipv6')
}

/** Whether an IP address is one of the open internet: not this machine's, not a private network's. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !NOT_PUBLIC[4].check(address)
  return version === 6 && !NOT_PUBLIC[6].check(address, 'ipv6')
}

/**
 * Whether this can be the address of a push service: HTTPS on its own port, by a name of the open internet, and
 * no credentials in it. Where the name leads is looked at again when something is sent there.
 */
export function isPushAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, port, username, password } = new URL(address)
  const isName = hostname.includes('.') && isIP(hostname) === 0 && !hostname.startsWith('[')
  const isOurs = /(^|\.)(localhost|local|internal|home|lan|arpa|ts\.net)\.?$/.test(hostname)
  return protocol === 'https:' && port === '' && username === '' && password === '' && isName && !isOurs
}
