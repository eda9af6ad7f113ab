import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { cannotUnshare, inChild } from '../support/child.ts'

/**
 * Creates links of several kinds, with various addresses and routes. Omits what the kernel
 * does not support.
 */
const NETWORK = `
try() { "$@" 2>/dev/null || true; }
ip link add veth0 type veth peer name veth1
try ip link add dummy0 type dummy
try ip link add br0 type bridge
try ip link set veth1 master br0
for link in br0 veth0 veth1 dummy0; do try ip link set $link up; done
ip link set veth0 mtu 1400 txqueuelen 99 alias 'one end'
try ip link property add dev veth0 altname other-name
try ip link add mac0 link veth0 type macvlan mode bridge
try ip link set mac0 group 7
try ip tuntap add tun0 mode tun
ip addr add 192.0.2.1/24 brd + dev veth0
ip addr add 192.0.2.9/24 dev veth0 label veth0:9
ip addr add 198.51.100.1 peer 198.51.100.2 dev veth0 scope link
ip addr add 203.0.113.1/32 dev lo valid_lft 3000 preferred_lft 2000 noprefixroute
ip -6 addr add 2001:db8::1/64 dev veth0 nodad
ip -6 addr add 2001:db8::2/64 dev veth0 nodad preferred_lft 0
ip -6 addr add fd00::1/128 dev lo
ip -6 addr add 2001:db8:1::1 peer 2001:db8:1::2/128 dev veth0 nodad
ip route add default via 192.0.2.254
ip route add 10.0.0.0/8 via 192.0.2.253 metric 50 mtu 1300 advmss 1200 proto static
ip route add 10.1.0.0/16 nexthop via 192.0.2.253 weight 2 nexthop via 192.0.2.252
ip route add unreachable 10.2.0.0/16
ip route add blackhole 10.3.0.0/16 metric 9
ip route add 10.4.0.1 via 172.16.0.1 dev veth0 onlink src 192.0.2.9
try ip route add 10.5.0.0/16 via inet6 fe80::5 dev veth0
try ip route add 10.6.0.0/16 tos 0x10 dev veth0 scope link
ip route add 10.7.0.0/16 dev veth0 table 77
ip -6 route add 2001:db8:2::/64 via 2001:db8::fe metric 77 mtu 1290 hoplimit 9
ip -6 route add default via fe80::1 dev veth0 pref high
ip -6 route add unreachable 2001:db8:3::/64
ip -6 route add 2001:db8:4::/64 nexthop via 2001:db8::fe nexthop via 2001:db8::fd weight 3
`

/** The fields that the example prints: all those of this version of iproute2. */
const COMPLETE = /iproute2-6\.1\b/
const FIELDS = new Set([
  ...['ifindex', 'link', 'link_index', 'link_netnsid', 'ifname', 'flags', 'mtu', 'qdisc', 'master'],
  ...['operstate', 'linkmode', 'group', 'txqlen', 'link_type', 'address', 'link_pointtopoint'],
  ...['broadcast', 'proto_down', 'ifalias', 'altnames', 'addr_info'],
  ...['family', 'local', 'prefixlen', 'metric', 'anycast', 'scope', 'label', 'valid_life_time'],
  ...['preferred_life_time', 'secondary', 'temporary', 'nodad', 'optimistic', 'dadfailed', 'home'],
  ...['deprecated', 'tentative', 'dynamic', 'mngtmpaddr', 'noprefixroute', 'autojoin'],
  ...['stable-privacy', 'type', 'dst', 'from', 'tos', 'gateway', 'via', 'host', 'dev', 'protocol'],
  ...['prefsrc', 'metrics', 'window', 'ssthresh', 'cwnd', 'advmss', 'reordering', 'hoplimit'],
  ...['initcwnd', 'initrwnd', 'quickack', 'congctl', 'fastopen_no_cookie', 'pref', 'nexthops'],
  'weight',
])
const version = spawnSync('ip', ['-V'], { encoding: 'utf8' }).stdout
const complete = COMPLETE.test(version)

test(`examples/netlink-dump prints what ip -j does, ${complete ? 'all' : 'the fields it knows'} of it`, {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    async ({ programArguments }) => {
      const { execFileSync } = await import('node:child_process')
      // The sanitizers are only for the addon. They would end ip, which copies a
      // string onto itself.
      const own = (file: string) => (file === 'ip' ? { LD_PRELOAD: '' } : {})
      const read = (file: string, args: string[]) => {
        const env = { ...process.env, ...own(file) }
        return JSON.parse(execFileSync(file, args, { encoding: 'utf8', env })) as unknown
      }
      const told = () => ({
        link: read('ip', ['-j', 'link']),
        addr: read('ip', ['-j', 'addr']),
        route: read('ip', ['-j', 'route']),
        route6: read('ip', ['-j', '-6', 'route']),
      })
      const example = programArguments('examples/netlink-dump/main.ts')
      const still = (value: unknown) =>
        JSON.stringify(value, (key, part: unknown) => (key.endsWith('_life_time') ? null : part))
      // Links take some time to come up. If the state has changed meanwhile, asks again.
      for (;;) {
        const before = told()
        const ours = read(process.execPath, example)
        const after = told()
        if (still(after) === still(before)) return { before, ours, after }
      }
    },
    { network: NETWORK },
  )

  assert.ok(result, errors)
  const { before, ours, after } = result
  const [first, own, last] = [takeLifetimes(before), takeLifetimes(ours), takeLifetimes(after)]
  assert.deepEqual(ours, complete ? before : withFields(before))
  assert.equal(own.length, first.length)
  for (const [i, lifetime] of own.entries())
    assert.ok(lifetime <= (first[i] ?? -1) && lifetime >= (last[i] ?? Infinity), `${lifetime}`)
  assert.ok(before.link instanceof Array && before.link.length >= 3)
  assert.ok(before.route instanceof Array && before.route.length >= 7)
  assert.ok(before.route6 instanceof Array && before.route6.length >= 6)
})

/** Removes the lifetimes of addresses, which count down every second, and returns them. */
function takeLifetimes(value: unknown): number[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, field]: [string, unknown]) => {
    if (!name.endsWith('_life_time')) return takeLifetimes(field)
    assert.equal(typeof field, 'number')
    Reflect.deleteProperty(value, name)
    return [Number(field)]
  })
}

/** Removes fields that only a later iproute2 prints. */
function withFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFields)
  if (typeof value !== 'object' || value === null) return value
  const known = Object.entries(value).filter(
    ([name]) => FIELDS.has(name) || ['link', 'addr', 'route', 'route6'].includes(name),
  )
  return Object.fromEntries(known.map(([name, field]) => [name, withFields(field)]))
}
