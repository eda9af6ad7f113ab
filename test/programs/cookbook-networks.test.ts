import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, test } from 'node:test'
import { cannotUnshare, inChild } from '../support/child.ts'
import { compiled, programsOf } from '../support/page-programs.ts'
import { CHILD_PATIENCE } from '../support/patience.ts'

const pages = ['dhcp-discover', 'mdns'].map((page) => `docs/cookbook/${page}.md`)
const [dhcp = '', mdns = ''] = await compiled(pages.flatMap(programsOf), { after })

/**
 * The networks `other0` and `other1`, each connected to `near0` or `near1` in the
 * child's own network.
 */
const network = `
  mount -t tmpfs tmpfs /run
  mkdir /run/netns
  for i in 0 1; do
    ip netns add other$i
    ip link add near$i type veth peer name far netns other$i
    ip -n other$i addr add 192.0.$((i + 2)).2/24 brd + dev far
    ip -n other$i link set far up
    ip link set near$i up
  done
  for i in 0 1; do until ip link show near$i | grep -q 'state UP'; do :; done; done`

test('the cookbook finds a DHCP server through an interface without an address', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(beside, {
    network,
    env: { PROGRAM: dhcp, ARGS: 'near0', PEERS: 'dhcp-server.mjs', LINES: '1' },
  })

  assert.deepEqual(result, ['192.0.2.2 offers 192.0.2.50'], errors)
})

test('the cookbook says that an interface has no DHCP server', { skip: cannotUnshare }, () => {
  const printed = execFileSync(process.execPath, [dhcp, 'lo', '0'], {
    encoding: 'utf8',
    timeout: CHILD_PATIENCE,
  })

  assert.equal(printed, '0 offers on lo\n')
})

test('the cookbook asks by mDNS on every interface, and tells where answers come from', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(beside, {
    network: `${network}
      for i in 0 1; do ip addr add 192.0.$((i + 2)).1/24 dev near$i; done`,
    env: {
      ...{ PROGRAM: mdns, ARGS: '', LINES: '3' },
      PEERS: 'mdns-responder.mjs 192.0.2.2,mdns-responder.mjs 192.0.3.2',
    },
  })

  const [asked, ...answers] = result ?? []
  assert.equal(asked, 'Asked on near0, near1', errors)
  assert.deepEqual(answers.sort(), [
    '192.0.2.2 answers on near0: 46 bytes',
    '192.0.3.2 answers on near1: 46 bytes',
  ])
})

/** Runs a program until it has printed some lines, with peers in the other networks. */
async function beside({ PATIENCE }: { PATIENCE: number }): Promise<string[]> {
  const { spawn } = await import('node:child_process')
  const { createInterface } = await import('node:readline')
  const { PROGRAM = '', ARGS = '', PEERS = '', LINES = '' } = process.env

  const peers = PEERS.split(',').map((peer, i) => {
    const [name = '', ...args] = peer.split(' ')
    const path = `test/programs/peers/${name}`
    return start('nsenter', `--net=/run/netns/other${i}`, process.execPath, path, ...args)
  })
  for (const { lines } of peers) await lines.next()
  const args = [...ARGS.split(' '), String(PATIENCE)].filter((arg) => arg !== '')
  const program = start(process.execPath, PROGRAM, ...args)
  const printed: string[] = []
  for await (const line of program.lines) {
    if (printed.push(line) === Number(LINES)) break
  }
  for (const { child } of [program, ...peers]) child.kill()
  return printed

  function start(command: string, ...args: string[]) {
    const child = spawn(command, args, {
      ...{ stdio: ['ignore', 'pipe', 'inherit'] },
      ...{ timeout: 3 * PATIENCE, killSignal: 'SIGKILL' },
    } as const)
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    return { child, lines }
  }
}
