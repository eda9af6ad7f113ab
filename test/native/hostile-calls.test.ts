import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { constants } from '../../src/index.ts'
import { type Calls, calls, nameBuffer, toSockaddr } from '../../src/raw.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { hostile } from '../support/hostile.ts'
import { tcpPair } from '../support/kinds.ts'

type Call = keyof Calls
/** Creates an argument from the descriptors created for this run. */
type Draw = fc.Arbitrary<(fds: readonly number[]) => unknown>
type AnyCall = (...args: unknown[]) => unknown

const anyCalls: Readonly<Record<Call, AnyCall>> = calls as never

const RUNS = 300

/** See proc(5): the fifth field is the process group. */
const STAT = '/proc/self/stat'
const cannotReadGroup = !existsSync(STAT) && `needs ${STAT}`

const of = <T>(arbitrary: fc.Arbitrary<T>): Draw => arbitrary.map((value) => () => value)
const wild: Draw = hostile.map((make) => () => make().value)
/** Hostile, but not a number: 1 may be a command or a descriptor. */
const wildNotNumber: Draw = fc
  .constantFrom<unknown>(
    undefined,
    null,
    '3',
    3n,
    {},
    [3],
    true,
    Symbol('fd'),
    () => 3,
    Number.NaN,
    1.5,
  )
  .map((value) => () => value)

const own: Draw = fc.nat(5).map((which) => (fds) => fds[which])
const nobody: Draw = of(
  fc.constantFrom(-1, -2, 1e6, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 33, 1e300),
)
/** Only sockets of this run: never a descriptor that Node needs. */
const fd: Draw = fc.oneof({ weight: 8, arbitrary: own }, nobody, wildNotNumber)
const small: Draw = of(fc.integer({ min: -2, max: 63 }))
const number: Draw = fc.oneof(small, of(fc.integer()), of(fc.double()), wild)
const flags: Draw = fc.oneof(of(fc.constantFrom(0, 2, 0x40, 0x20, 0x102, 0x2000, 0x10000)), number)
const bytes: Draw = fc.oneof(
  of(fc.uint8Array({ maxLength: 300 })),
  of(fc.constantFrom(0, 1, 4, 8, 16, 64, 4096, 70_000).map((length) => new Uint8Array(length))),
  of(fc.constant(toSockaddr('127.0.0.1:9'))),
  of(fc.constant(toSockaddr('@nobody'))),
  wild,
)
const name: Draw = fc.oneof(of(fc.constant(null)), fc.constant(nameBuffer), bytes)
const integers: Draw = fc.oneof(
  of(fc.int32Array({ maxLength: 40 })),
  of(
    fc
      .int32Array({ minLength: 4, maxLength: 16, min: -2, max: 40 })
      .map((row) => row.subarray(0, row.length & ~3)),
  ),
  of(fc.constantFrom(0, 1, 2, 6, 1026).map((length) => new Int32Array(length))),
  bytes,
)
const views: Draw = fc.oneof(
  fc
    .array(bytes, { maxLength: 12 })
    .map((draws) => (fds: readonly number[]) => draws.map((draw) => draw(fds))),
  wild,
)
/** A time that expires soon, or an invalid one. */
const soon: Draw = fc.oneof(of(fc.constantFrom(0, 1, 0.5, -0.5, Number.NaN)), wildNotNumber)
/** Numeric only, so that no name server is queried. */
const numeric = (flag: number): Draw =>
  fc.oneof(of(fc.integer({ min: 0, max: 0xffff }).map((bits) => bits | flag)), wildNotNumber)
const text: Draw = fc.oneof(
  of(fc.constantFrom('127.0.0.1', '::1', 'x', '', '0', '\0', 'x'.repeat(2000), null)),
  wild,
)
/** Commands that neither make the descriptor block nor send signals to this process. */
const command: Draw = fc.oneof(
  of(
    fc.constantFrom(
      constants.F_DUPFD_CLOEXEC,
      constants.F_GETFD,
      constants.F_GETFL,
      -1,
      5,
      6,
      7,
      36,
      999,
    ),
  ),
  wildNotNumber,
)

const drawn: Record<Call, Draw[]> = {
  socket: [fc.oneof(small, number), fc.oneof(of(fc.integer({ min: 0, max: 10 })), number), number],
  socketpair: [
    fc.oneof(of(fc.constant(1)), number),
    fc.oneof(of(fc.constant(1)), number),
    fc.oneof(of(fc.constant(0)), number),
    integers,
  ],
  bind: [fd, bytes],
  connect: [fd, bytes],
  listen: [fd, number],
  accept: [fd, name],
  getsockname: [fd, name],
  getpeername: [fd, name],
  shutdown: [fd, number],
  close: [fc.oneof(nobody, wildNotNumber)],
  fcntl: [fd, command, fc.oneof(of(fc.constantFrom(-1, 0, 2 ** 31 - 1)), wildNotNumber)],
  ioctl: [fd, fc.oneof(of(fc.constantFrom(constants.FIONREAD, constants.SIOCOUTQ)), wildNotNumber)],
  memfdCreate: [text, number],
  pidfdOpen: [number, number],
  pidfdGetfd: [fd, number, number],
  getsockopt: [fd, small, small, bytes],
  setsockopt: [fd, small, small, bytes],
  setsockoptProgram: [fd, small, small, bytes],
  recv: [fd, bytes, flags],
  recvfrom: [fd, bytes, flags, name],
  recvmsg: [fd, views, flags, name, fc.oneof(of(fc.constant(null)), bytes), integers],
  send: [fd, bytes, flags],
  sendto: [fd, bytes, flags, bytes],
  sendmsg: [
    fd,
    views,
    flags,
    fc.oneof(of(fc.constant(null)), bytes),
    fc.oneof(of(fc.constant(null)), bytes),
    fc.oneof(of(fc.constant(null)), integers),
  ],
  sendfile: [fd, fd, number, number],
  splice: [fd, fd, number, number],
  cmsgs: [bytes, fc.oneof(of(fc.integer({ min: 0, max: 300 })), number), integers],
  pollOne: [fd, number, soon],
  poll: [integers, soon],
  ifNameToIndex: [fc.oneof(of(fc.constantFrom('lo', 'lo\0', 'x'.repeat(16))), wild)],
  ifIndexToName: [number],
  getifaddrs: [],
  getaddrinfo: [text, text, numeric(constants.AI_NUMERICHOST), number, number, number],
  getnameinfo: [bytes, numeric(constants.NI_NUMERICHOST | constants.NI_NUMERICSERV)],
  gaiStrerror: [number],
  strerror: [number],
}

test('every call is tried', () => {
  assert.deepEqual(Object.keys(drawn).sort(), Object.keys(calls).sort())
})

for (const call of Object.keys(drawn) as Call[]) {
  test(`${call} returns for any arguments, never throws and leaves nothing open`, {
    skip: cannotCount,
  }, () => {
    const before = openSockets()

    fc.assert(
      fc.property(fc.tuple(...drawn[call]), fc.nat(7), wild, (draws, count, more) => {
        const fds = throwaways()
        try {
          const args = draws.slice(0, count).map((draw) => draw(fds))
          if (count > 6) args.push(more(fds), more(fds))

          const answer = Reflect.apply(anyCalls[call], undefined, args)

          assertAnswer(call, answer)
          closeMade(call, args, answer)
        } finally {
          for (const one of fds) calls.close(one)
        }
      }),
      { numRuns: RUNS },
    )

    assert.deepEqual(openSockets(), before)
  })
}

test('calls without any argument return too', () => {
  for (const call of Object.keys(calls) as Call[]) {
    if (call === 'getifaddrs') continue

    assertAnswer(call, anyCalls[call]())
  }
})

test('a receive with invalid arguments leaves what is queued', () => {
  const pair = new Int32Array(2)
  calls.socketpair(constants.AF_UNIX, constants.SOCK_DGRAM, 0, pair)
  const [one = -1, other = -1] = pair
  calls.send(other, Buffer.from('queued'), 0)
  const gone = new Uint8Array(8)
  structuredClone(gone.buffer, { transfer: [gone.buffer] })
  const { recv, recvfrom, recvmsg } = anyCalls
  const room = new Uint8Array(8)
  const result = new Int32Array(8)

  const answers = [
    recv(one, gone, 0),
    recv(one, [1, 2], 0),
    recv(one, room, 'flags'),
    recv(one, room),
    recvfrom(one, room, 0, new Uint8Array(3)),
    recvfrom(one, gone, 0, nameBuffer()),
    recvmsg(one, [room, gone], 0, null, null, result),
    recvmsg(one, room, 0, null, null, result),
    recvmsg(one, [room], 0, null, null, new Int32Array(1)),
    recvmsg(one, [room], 0, null, null, new Uint8Array(40)),
    recvmsg(one, [room], 0, null, gone, result),
    recvmsg(one, Array(1025).fill(room), 0, null, null, result),
  ]

  const { EFAULT, EINVAL, EMSGSIZE } = constants
  assert.deepEqual(
    answers.map((answer) => -Number(answer)),
    [
      EFAULT,
      EFAULT,
      EINVAL,
      EINVAL,
      EINVAL,
      EFAULT,
      EFAULT,
      EINVAL,
      EINVAL,
      EINVAL,
      EFAULT,
      EMSGSIZE,
    ],
  )
  assert.equal(calls.recv(one, room, constants.MSG_DONTWAIT), 6)
  for (const fd of pair) calls.close(fd)
})

test('getsockopt reads no option whose value says where in memory to write', {
  skip: process.platform !== 'linux' && 'these options are Linux’s',
}, (t) => {
  const [one, other] = tcpPair(t)
  one.sendSync('queued')
  const { IPPROTO_IP, IPPROTO_TCP, SOL_MPTCP, EINVAL } = constants
  const [EBT_SO_GET_ENTRIES, EBT_SO_GET_INIT_ENTRIES] = [129, 131]

  for (const [level, option] of [
    [IPPROTO_TCP, constants.TCP_ZEROCOPY_RECEIVE],
    [SOL_MPTCP, constants.MPTCP_FULL_INFO],
    [IPPROTO_IP, EBT_SO_GET_ENTRIES],
    [IPPROTO_IP, EBT_SO_GET_INIT_ENTRIES],
  ] as const) {
    assert.equal(calls.getsockopt(other.fd, level, option, new Uint8Array(64)), -EINVAL)
  }
})

test('fcntl returns the process group that F_SETOWN has set', { skip: cannotReadGroup }, (t) => {
  const [one] = tcpPair(t)
  const [F_SETOWN, F_GETOWN] = [8, 9]
  const [, group = 0] = /\) . \d+ (\d+)/.exec(readFileSync(STAT, 'latin1'))?.map(Number) ?? []

  assert.equal(calls.fcntl(one.fd, F_SETOWN, -group), 0)

  assert.equal(calls.fcntl(one.fd, F_GETOWN, 0), -group)
})

/** Nonblocking sockets of each kind, created for one run. */
function throwaways(): number[] {
  const pairs = [constants.SOCK_DGRAM, constants.SOCK_STREAM].flatMap((type) => {
    const pair = new Int32Array(2)
    calls.socketpair(constants.AF_UNIX, type | constants.SOCK_NONBLOCK, 0, pair)
    return [...pair]
  })
  const nonBlocking = (type: number) =>
    calls.socket(constants.AF_INET, type | constants.SOCK_NONBLOCK, 0)
  const udp = nonBlocking(constants.SOCK_DGRAM)
  const listener = nonBlocking(constants.SOCK_STREAM)
  calls.bind(listener, toSockaddr('127.0.0.1:0'))
  calls.listen(listener, 1)
  calls.send(pairs[0] ?? -1, Buffer.from('queued'), 0)
  calls.send(pairs[2] ?? -1, Buffer.from('queued'), 0)
  return [...pairs, udp, listener]
}

function assertAnswer(call: Call, answer: unknown): void {
  if (typeof answer === 'number') {
    assert.ok(Number.isInteger(answer) && answer >= -4095 && answer < 2 ** 31, `${call}: ${answer}`)
    return
  }
  switch (call) {
    case 'ifIndexToName':
    case 'gaiStrerror':
    case 'strerror':
      assert.equal(typeof answer, 'string')
      break
    case 'getaddrinfo':
    case 'getnameinfo':
      assert.ok(
        Array.isArray(answer) && typeof answer[0] === 'number' && typeof answer[1] === 'number',
      )
      break
    default:
      assert.equal(call, 'getifaddrs')
      assert.ok(Array.isArray(answer))
  }
}

/** Closes what the call has created. */
function closeMade(call: Call, args: unknown[], answer: unknown): void {
  if (typeof answer !== 'number' || answer < 0) return
  const dup = call === 'fcntl' && args[1] === constants.F_DUPFD_CLOEXEC
  if (['socket', 'accept', 'memfdCreate'].includes(call) || dup) calls.close(answer)
  const makes = ['socket', 'accept', 'pidfdOpen', 'pidfdGetfd'].includes(call)
  if (makes || dup) calls.close(answer)
  if (call === 'socketpair')
    for (const one of (args[3] as Int32Array).subarray(0, 2)) calls.close(one)
}
