import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cannotUnshare, inChild } from '../support/child.ts'

/**
 * Three hosts in a row: `near` in the child's own network, `router` with two links, and
 * `far` at the end.
 */
const network = `
  mount -t tmpfs tmpfs /run
  mkdir /run/netns
  ip netns add router
  ip netns add end
  nsenter --net=/run/netns/router sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
  nsenter --net=/run/netns/router sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
  for host in "" --net=/run/netns/router --net=/run/netns/end; do
    # Or the hosts would ask for two seconds whether somebody has their addresses.
    nsenter $host sh -c 'for of in all default; do echo 0 >/proc/sys/net/ipv6/conf/$of/accept_dad; done'
  done
  ip link add near type veth peer name left netns router
  ip -n router link add right type veth peer name far netns end
  ip addr add 192.0.2.1/30 dev near
  ip addr add 2001:db8:1::1/64 dev near nodad
  ip -n router addr add 192.0.2.2/30 dev left
  ip -n router addr add 2001:db8:1::2/64 dev left nodad
  ip -n router addr add 192.0.2.5/30 dev right
  ip -n router addr add 2001:db8:2::1/64 dev right nodad
  ip -n end addr add 192.0.2.6/30 dev far
  ip -n end addr add 2001:db8:2::2/64 dev far nodad
  ip link set near up
  for name in left right; do ip -n router link set $name up; done
  ip -n end link set lo up
  ip -n end link set far up
  ip route add default via 192.0.2.2
  ip route add default via 2001:db8:1::2
  ip -n end route add default via 192.0.2.5
  ip -n end route add default via 2001:db8:2::1
  until ip link show near | grep -q 'state UP'; do :; done
  for name in left right; do until ip -n router link show $name | grep -q 'state UP'; do :; done; done
  until ip -n end link show far | grep -q 'state UP'; do :; done`

const PING_FOR_ALL = `
  echo '0 2147483647' >/proc/sys/net/ipv4/ping_group_range`

const ends = [
  { family: 'IPv4', router: '192.0.2.2', far: '192.0.2.6' },
  { family: 'IPv6', router: '2001:db8:1::2', far: '2001:db8:2::2' },
]

for (const { family, router, far } of ends) {
  test(`examples/traceroute.ts finds the router on the path, and its end: ${family}`, {
    skip: cannotUnshare,
  }, async () => {
    const { lines, errors } = await printedBy(['examples/traceroute.ts', far])

    assert.deepEqual(
      lines.map((line) => line.replace(/ [\d.]+ ms$/, '')),
      [`1 ${router} EHOSTUNREACH`, `2 ${far} ECONNREFUSED`],
      errors,
    )
  })

  for (const [by, setting] of [
    ['a raw socket', ''],
    ['datagrams', PING_FOR_ALL],
  ] as const) {
    test(`examples/ping is answered from behind a router: ${family}, by ${by}`, {
      skip: cannotUnshare,
    }, async () => {
      const { lines, errors } = await printedBy(['examples/ping/main.ts', far, '2'], setting)

      assert.deepEqual(
        lines.map((line) => line.replace(/ time=[\d.]+ ms$/, '')),
        [
          `48 bytes from ${far}: seq=1 ttl=63`,
          `48 bytes from ${far}: seq=2 ttl=63`,
          '2 sent, 0 lost',
        ],
        errors,
      )
    })
  }
}

test('examples/ping reports lost packets', { skip: cannotUnshare }, async () => {
  const { lines } = await printedBy(['examples/ping/main.ts', '192.0.2.5', '1'])
  const { lines: lost } = await printedBy(['examples/ping/main.ts', '198.51.100.1', '1'])

  assert.equal(lines.at(-1), '1 sent, 0 lost')
  assert.deepEqual(lost, ['no answer to seq=1', '1 sent, 1 lost'])
})

/** The output of a program in that network. */
async function printedBy(
  given: string[],
  setting = '',
): Promise<{ lines: string[]; errors: string }> {
  const { result, errors } = await inChild(
    async ({ PATIENCE, programArguments }) => {
      const { spawnSync } = await import('node:child_process')
      const [path = '', ...args] = JSON.parse(process.env['PROGRAM'] ?? '[]') as string[]
      const { stdout } = spawnSync(process.execPath, programArguments(path, ...args), {
        ...{ encoding: 'utf8', timeout: 3 * PATIENCE, stdio: ['ignore', 'pipe', 'inherit'] },
      } as const)
      return stdout
    },
    { network: network + setting, env: { PROGRAM: JSON.stringify(given) } },
  )
  return { lines: (result ?? '').trimEnd().split('\n'), errors }
}
