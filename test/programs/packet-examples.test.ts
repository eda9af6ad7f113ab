import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { cannotUnshare, inChild } from '../support/child.ts'
import { folderOf } from '../support/folder.ts'

/** Two connected networks: `near` is in the child's own, `far` in `other`. */
const network = `
  mount -t tmpfs tmpfs /run
  mkdir /run/netns
  ip netns add other
  quiet='echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
  sh -c "$quiet"
  nsenter --net=/run/netns/other sh -c "$quiet"
  ip link add near address 02:00:00:00:00:01 type veth peer name far netns other
  ip -n other link set far address 02:00:00:00:00:02
  ip addr add 192.0.2.1/24 dev near
  for host in 2 3 6; do ip -n other addr add 192.0.2.$host/24 dev far; done
  ip -n other link set far up
  ip link set near up`

const ETHERNET = 14
const ARP = 0x0806
const IP = 0x0800
const VLAN = 0x8100

/** The ARP request and reply, three pings with replies, and a tagged frame. */
const EXPECTED = [
  ...['ff:ff:ff:ff:ff:ff 02:00:00:00:00:01', '02:00:00:00:00:01 02:00:00:00:00:02'].map((from) => [
    ...[from, ARP],
  ]),
  ...Array.from({ length: 3 }, () => [
    ['02:00:00:00:00:02 02:00:00:00:00:01', IP],
    ['02:00:00:00:00:01 02:00:00:00:00:02', IP],
  ]).flat(),
  ['ff:ff:ff:ff:ff:ff 02:00:00:00:00:01', VLAN],
]

const folder = folderOf({ after })
const file = join(folder, 'frames.pcap')

const noTshark = spawnSync('tshark', ['--version']).status !== 0 && 'needs tshark'

test('examples/arp-scan lists the hosts, with their hardware addresses', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    async ({ PATIENCE, programArguments }) => {
      const { execFileSync } = await import('node:child_process')
      const scan = programArguments('examples/arp-scan/main.ts', 'near', '192.0.2.0/29')
      return execFileSync(process.execPath, scan, { encoding: 'utf8', timeout: 3 * PATIENCE })
    },
    { network },
  )

  assert.equal(
    result,
    [
      '192.0.2.2 02:00:00:00:00:02',
      '192.0.2.3 02:00:00:00:00:02',
      '192.0.2.6 02:00:00:00:00:02',
      '3 of 6 addresses answered\n',
    ].join('\n'),
    errors,
  )
})

test('examples/capture writes every frame with its time and its tag', {
  skip: cannotUnshare,
}, async () => {
  const start = Date.now()
  const { result, errors } = await inChild(
    async ({ PATIENCE, Socket, programArguments }) => {
      const { execFileSync, spawn } = await import('node:child_process')
      const { createInterface } = await import('node:readline')
      const capture = programArguments(
        'examples/capture/main.ts',
        'far',
        process.env['FILE'] ?? '',
        9,
      )
      const child = spawn('nsenter', ['--net=/run/netns/other', process.execPath, ...capture], {
        ...{ stdio: ['ignore', 'pipe', 'inherit'] },
        ...{ timeout: 3 * PATIENCE, killSignal: 'SIGKILL' },
      } as const)
      const exit = new Promise((resolve) => child.once('exit', resolve))
      const printed = createInterface({ input: child.stdout })
      const lines = printed[Symbol.asyncIterator]()
      const first = await lines.next()

      const ping = programArguments('examples/ping/main.ts', '192.0.2.2', 3)
      execFileSync(process.execPath, ping, { timeout: 3 * PATIENCE })
      const raw = new Socket('AF_PACKET', 'SOCK_RAW')
      const frame = `ffffffffffff0200000000018100000788b5${'00'.repeat(46)}`
      raw.sendToSync(Buffer.from(frame, 'hex'), 'packet:near')

      const last = await lines.next()
      return { lines: [first.value, last.value], status: await exit }
    },
    { network, env: { FILE: file } },
  )

  assert.deepEqual(
    result,
    { lines: ['Capturing on far', '9 frames, 0 dropped'], status: 0 },
    errors,
  )
  const end = Date.now()
  const frames = framesIn(readFileSync(file))
  assert.deepEqual(
    frames.map(({ hardware, type }) => [hardware, type]),
    EXPECTED,
  )
  for (const [i, { time, length, data }] of frames.entries()) {
    assert.equal(data.length, length)
    assert.ok(time >= (frames[i - 1]?.time ?? 0n))
    const milliseconds = Number(time / 1_000_000n)
    assert.ok(milliseconds >= start && milliseconds <= end, `${start} ${milliseconds} ${end}`)
  }
})

test('tshark reads what examples/capture wrote', {
  skip: cannotUnshare || noTshark,
}, () => {
  const fields = ['eth.src', 'vlan.id', 'arp.opcode', 'ip.src', 'ip.dst', 'icmp.type', 'icmp.seq']

  const printed = execFileSync(
    'tshark',
    ['-r', file, '-T', 'fields', '-E', 'separator=/s', ...fields.flatMap((one) => ['-e', one])],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )

  const near = '02:00:00:00:00:01'
  const far = '02:00:00:00:00:02'
  assert.deepEqual(
    printed
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd()),
    [
      `${near}  1`,
      `${far}  2`,
      ...[1, 2, 3].flatMap((sequence) => [
        `${near}   192.0.2.1 192.0.2.2 8 ${sequence}`,
        `${far}   192.0.2.2 192.0.2.1 0 ${sequence}`,
      ]),
      `${near} 7`,
    ],
  )
})

interface Frame {
  /** The destination and source addresses. */
  hardware: string
  type: number
  time: bigint
  length: number
  data: Buffer
}

/** The frames in a capture file, whose header must be correct. */
function framesIn(bytes: Buffer): Frame[] {
  assert.equal(bytes.toString('hex', 0, 8), '4d3cb2a1' + '02000400')
  assert.equal(bytes.readUInt32LE(20), 1, 'Ethernet')
  const frames: Frame[] = []
  for (let at = 24; at < bytes.length; ) {
    const [seconds, nanoseconds, kept, length] = [0, 4, 8, 12].map((field) =>
      bytes.readUInt32LE(at + field),
    ) as [number, number, number, number]
    const data = bytes.subarray(at + 16, at + 16 + kept)
    assert.ok(data.length === kept && kept >= ETHERNET)
    const address = (start: number) =>
      data.toString('hex', start, start + 6).replace(/..(?=.)/g, '$&:')
    frames.push({
      ...{ hardware: `${address(0)} ${address(6)}`, type: data.readUInt16BE(12) },
      ...{ time: BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds), length, data },
    })
    at += 16 + kept
  }
  return frames
}
