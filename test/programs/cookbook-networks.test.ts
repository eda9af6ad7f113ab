import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cannotUnshare, inChild } from '../support/child.ts'
import { compiled, programsOf } from '../support/page-programs.ts'

const pages = ['dhcp-discover', 'mdns'].map((page) => `docs/cookbook/${page}.md`)
const [dhcp = '', mdns = ''] = await compiled(pages.flatMap(programsOf), { after })

/** A network `other` at the end of two cables; `near0` and `near1` are in the child's own. */
const network = `
  mount -t tmpfs tmpfs /run
  mkdir /run/netns
  ip netns add other
  for i in 0 1; do
    ip link add near$i type veth peer name far$i netns other
    ip -n other addr add 192.0.$((i + 2)).2/24 brd + dev far$i
    ip -n other link set far$i up
    ip link set near$i up
  done
  for i in 0 1; do until ip link show near$i | grep -q 'state UP'; do :; done; done`

test('the cookbook finds a DHCP server through an interface without an address', {
  skip: cannotUnshare,
}, async () => {
  const { output, errors } = await inChild(beside, {
    network,
    env: { PROGRAM: dhcp, LINK: 'near0', PEER: 'dhcp-server.mjs', ADDRESSES: '' },
  })

  assert.equal(output, '192.0.2.2 offers 192.0.2.50\n1 offers on near0\n', errors)
})

test('the cookbook asks by mDNS on every interface, and tells where answers come from', {
  skip: cannotUnshare,
}, async () => {
  const { output, errors } = await inChild(beside, {
    network: `${network}
      for i in 0 1; do ip addr add 192.0.$((i + 2)).1/24 dev near$i; done`,
    env: { PROGRAM: mdns, PEER: 'mdns-responder.mjs', ADDRESSES: '192.0.2.2 192.0.3.2' },
  })

  const [asked, ...answers] = output.trimEnd().split('\n')
  assert.equal(asked, 'Asked on near0, near1', errors)
  assert.deepEqual(answers.sort(), [
    '192.0.2.2 answers on near0: 46 bytes',
    '192.0.3.2 answers on near1: 46 bytes',
  ])
})

/** Runs a program beside peers in the other network, one for each address. */
async function beside({ PATIENCE }: { PATIENCE: number }): Promise<undefined> {
  const { execFileSync, spawn } = await import('node:child_process')
  const { once } = await import('node:events')
  const { PROGRAM = '', LINK = '', PEER = '', ADDRESSES = '' } = process.env
  const peers = ADDRESSES.split(' ').map((address) =>
    spawn(
      'nsenter',
      ['--net=/run/netns/other', process.execPath, `test/programs/peers/${PEER}`, address],
      { stdio: ['ignore', 'pipe', 'inherit'], timeout: 3 * PATIENCE, killSignal: 'SIGKILL' },
    ),
  )
  await Promise.all(peers.map(({ stdout }) => once(stdout, 'data')))
  execFileSync(process.execPath, [PROGRAM, ...(LINK ? [LINK] : [])], {
    stdio: 'inherit',
    timeout: 3 * PATIENCE,
  })
  for (const peer of peers) peer.kill()
}
