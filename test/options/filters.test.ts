import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { assemble, type BpfInstruction, check, interpret } from '../../src/bpf.ts'
import { type Address, constants, pollSync, Socket, SocketError } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { closing, type Closes, loopback, nameOf } from '../support/kinds.ts'
import { doubtfulPrograms, programs } from '../support/bpf-programs.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const skip = 'SO_ATTACH_FILTER' in constants ? false : 'needs socket filters'

function datagramPair(t: Closes): [Socket, Socket] {
  const [one, other] = [new Socket('AF_INET', 'SOCK_DGRAM'), new Socket('AF_INET', 'SOCK_DGRAM')]
  t.after(() => {
    one.close()
    other.close()
  })
  other.bind(loopback('AF_INET'))
  one.connectSync(nameOf(other))
  return [one, other]
}

/**
 * Attaches a filter. Returns false if the kernel's JIT compiler cannot compile it (ENOTSUPP, 524).
 */
function attached(socket: Socket, program: BpfInstruction[]): boolean {
  try {
    socket.setOption('SO_ATTACH_FILTER', program)
    return true
  } catch (error) {
    if (error instanceof SocketError && error.errno === -524) return false
    throw error
  }
}

function arrived(socket: Socket): Buffer | undefined {
  try {
    return socket.recvSync(100, { timeout: 0 })
  } catch (error) {
    if (error instanceof SocketError && error.code === 'EAGAIN') return undefined
    throw error
  }
}

for (const form of forms) {
  test(`a filter of ret #0 drops everything until it is detached: ${form.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = datagramPair(t)
    other.setOption('SO_ATTACH_FILTER', assemble('ret #0'))

    await form.call(one, 'send', 'dropped')
    other.setOption('SO_DETACH_FILTER', null)
    await form.call(one, 'send', 'kept')

    assert.equal(String(await form.call(other, 'recv', 100)), 'kept')
  })

  test(`a filter counts the UDP header, and its truncation is not MSG_TRUNC: ${form.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = datagramPair(t)
    other.setOption('SO_ATTACH_FILTER', assemble('ret #12'))

    await form.call(one, 'send', '123456789')
    const { data, flags } = await form.call(other, 'recvMessage', { size: 100 })

    assert.equal(String(data), '1234')
    assert.equal(flags & constants.MSG_TRUNC, 0)
  })
}

test('detaching where there is no filter is ENOENT', { skip }, (t) => {
  const [, other] = datagramPair(t)
  other.setOption('SO_ATTACH_FILTER', assemble('ret #-1'))
  other.setOption('SO_DETACH_BPF', null)

  assert.throws(
    () => {
      other.setOption('SO_DETACH_BPF', null)
    },
    { code: 'ENOENT' },
  )
  assert.throws(
    () => {
      other.setOption('SO_DETACH_FILTER', null)
    },
    { code: 'ENOENT' },
  )
})

test('an invalid instruction is EINVAL, and leaves the previous filter', { skip }, (t) => {
  const [, other] = datagramPair(t)
  const before = assemble('ret #-1')
  other.setOption('SO_ATTACH_FILTER', before)

  const bad = [{ code: 0x99, jt: 0, jf: 0, k: 0 }, ...before]
  assert.throws(
    () => {
      other.setOption('SO_ATTACH_FILTER', bad)
    },
    { code: 'EINVAL' },
  )
  assert.throws(
    () => {
      other.setOption('SO_ATTACH_FILTER', [])
    },
    { code: 'EINVAL' },
  )

  assert.deepEqual(other.getOption('SO_ATTACH_FILTER'), before)
})

test('a locked filter can neither be replaced nor detached: EPERM', { skip }, (t) => {
  const [, other] = datagramPair(t)
  other.setOption('SO_ATTACH_FILTER', assemble('ret #-1'))
  other.setOption('SO_LOCK_FILTER', true)

  const another = assemble('ret #1')
  assert.throws(
    () => {
      other.setOption('SO_ATTACH_FILTER', another)
    },
    { code: 'EPERM' },
  )
  assert.throws(
    () => {
      other.setOption('SO_DETACH_FILTER', null)
    },
    { code: 'EPERM' },
  )
})

test('anything but a program is refused before the call', { skip }, (t) => {
  const [, other] = datagramPair(t)
  const wrong = [null, 'ret #0', [5], [{}], [{ code: 6, jt: 256, jf: 0, k: 0 }]]

  for (const program of wrong) {
    assert.throws(
      () => {
        other.setOption('SO_ATTACH_FILTER', program as BpfInstruction[])
      },
      (error) => error instanceof TypeError || error instanceof RangeError,
    )
  }
})

test('a filter is read back, of one instruction or of 4096', { skip }, (t) => {
  const [, other] = datagramPair(t)
  for (const length of [1, 2, 4096]) {
    const program = assemble(`${'txa\n'.repeat(length - 1)}ret #-1`)
    other.setOption('SO_ATTACH_FILTER', program)

    assert.deepEqual(other.getOption('SO_ATTACH_FILTER'), program)
    assert.deepEqual(other.getOption('SO_GET_FILTER'), program)
  }
})

test('a filter is read within its view, although the kernel counts instructions', { skip }, (t) => {
  const [, other] = datagramPair(t)
  other.setOption('SO_ATTACH_FILTER', assemble('ld #1 ldx #2 ret #3'))
  const level = constants.SOL_SOCKET
  const option = constants.SO_GET_FILTER

  for (const [length, answer] of [
    [24, 24],
    [31, 24],
    [23, -constants.EINVAL],
    [16, -constants.EINVAL],
    [8, -constants.EINVAL],
    [7, -constants.EINVAL],
    [0, 24],
  ] as const) {
    const bytes = new Uint8Array(64).fill(0xee)

    assert.equal(calls.getsockopt(other.fd, level, option, bytes.subarray(8, 8 + length)), answer)

    const written = Math.max(answer, 0)
    assert.ok(bytes.subarray(0, 8).every((byte) => byte === 0xee))
    assert.ok(bytes.subarray(8 + written).every((byte) => byte === 0xee))
  }
  assert.equal(other.getOption('SOL_SOCKET', 'SO_GET_FILTER', 24).length, 24)
})

test('a filter sees data about the packet, and the IP header at SKF_NET_OFF', { skip }, (t) => {
  const [one, other] = datagramPair(t)
  const filter = assemble(`
          ld proto
          jneq #0x800, drop
          ld len
          jneq #11, drop
          ldb [-0x100000]
          jneq #0x45, drop
          ld ifidx
          jneq #1, drop
          ret #-1
    drop: ret #0`)
  const network = Uint8Array.of(0x45)
  const ancillary = { proto: 0x800, ifidx: 1 }
  other.setOption('SO_ATTACH_FILTER', filter)

  one.sendSync('four')
  one.sendSync('3 B')

  assert.equal(String(other.recvSync(100)), '3 B')
  assert.equal(interpret(filter, new Uint8Array(12), { network, ancillary }), 0)
  assert.equal(interpret(filter, new Uint8Array(11), { network, ancillary }), 0xffffffff)
})

test('the kernel drops and truncates as the interpreter does', { skip }, (t) => {
  const [one, other] = closing(t, Socket.pair('AF_UNIX', 'SOCK_DGRAM'))
  // For a message between Unix sockets, the packet is just the message, and these are 0.
  const zero = ['mark', 'proto', 'queue', 'rxhash', 'type', 'vlan_avail', 'vlan_tci'] as const
  const cases = fc.record({
    program: programs(zero),
    packet: fc.uint8Array({ maxLength: 50 }),
  })

  fc.assert(
    fc.property(cases, ({ program, packet }) => {
      fc.pre(attached(other, program))
      one.sendSync(packet)

      const answer = interpret(program, packet)

      const kept = answer === 0 ? undefined : Buffer.from(packet.subarray(0, answer))
      assert.deepEqual(arrived(other), kept)
    }),
    { numRuns: 1000 },
  )
})

test('the kernel accepts what check accepts', { skip }, (t) => {
  const [, other] = datagramPair(t)

  fc.assert(
    fc.property(doubtfulPrograms, (program) => {
      const ours = refusalOf(() => {
        check(program)
      }, 'RangeError')
      const kernels = refusalOf(() => {
        other.setOption('SO_ATTACH_FILTER', program)
      }, 'EINVAL')

      assert.equal(ours, kernels)
    }),
    { numRuns: 1000 },
  )
})

function refusalOf(body: () => void, expected: string): boolean {
  try {
    body()
    return false
  } catch (error) {
    const code = error instanceof SocketError ? error.code : error instanceof Error && error.name
    assert.equal(code, expected)
    return true
  }
}

test('a program picks the socket of a group: by a byte of the payload', { skip }, (t) => {
  const { group, first, address } = groupOf(t, 3)
  first.setOption('SO_ATTACH_REUSEPORT_CBPF', assemble('ldb [0] sub #48 ret a'))
  using sender = new Socket('AF_INET', 'SOCK_DGRAM')
  sender.connectSync(address)

  for (const text of ['0 a', '1 b', '2 c', '1 d']) sender.sendSync(text)

  assert.deepEqual(receivedBy(group, 4), [['0 a'], ['1 b', '1 d'], ['2 c']])
})

test('where a program picks no socket of the group, the kernel does', { skip }, (t) => {
  const { group, first, address } = groupOf(t, 3)
  first.setOption('SO_ATTACH_REUSEPORT_CBPF', assemble('ret #3'))
  using sender = new Socket('AF_INET', 'SOCK_DGRAM')
  sender.connectSync(address)

  sender.sendSync('to anyone')

  assert.deepEqual(receivedBy(group, 1).flat(), ['to anyone'])
})

test('a program picks the socket of a group: by the processor', { skip }, (t) => {
  const { group, first, address } = groupOf(t, 2)
  first.setOption('SO_ATTACH_REUSEPORT_CBPF', assemble('ld cpu mod #2 ret a'))
  using sender = new Socket('AF_INET', 'SOCK_DGRAM')
  sender.connectSync(address)

  sender.sendSync('to the one of this processor')

  const [even = [], odd = []] = receivedBy(group, 1)
  assert.equal(even.length + odd.length, 1)
})

test('the program of a group is detached once; without a group it is EINVAL', { skip }, (t) => {
  const { first } = groupOf(t, 2)
  const program = assemble('ret #0')
  first.setOption('SO_ATTACH_REUSEPORT_CBPF', program)
  first.setOption('SO_DETACH_REUSEPORT_BPF', null)
  using alone = new Socket('AF_INET', 'SOCK_DGRAM')

  assert.throws(
    () => {
      first.setOption('SO_DETACH_REUSEPORT_BPF', null)
    },
    { code: 'ENOENT' },
  )
  assert.throws(
    () => {
      alone.setOption('SO_ATTACH_REUSEPORT_CBPF', program)
    },
    { code: 'EINVAL' },
  )
})

interface Group {
  /** In the order in which programs number them. */
  group: Socket[]
  first: Socket
  address: Address
}

/** UDP sockets bound to the same port. */
function groupOf(t: Closes, size: number): Group {
  const group = Array.from({ length: size }, () => new Socket('AF_INET', 'SOCK_DGRAM'))
  t.after(() => {
    for (const socket of group) socket.close()
  })
  const [first] = group
  assert.ok(first)
  for (const socket of group) {
    socket.setOption('SO_REUSEPORT', true)
    socket.bind(socket === first ? loopback('AF_INET') : nameOf(first))
  }
  return { group, first, address: nameOf(first) }
}

/** What each socket of a group receives, once this many datagrams have arrived. */
function receivedBy(group: Socket[], count: number): string[][] {
  const entries = group.map((socket) => ({ socket, events: constants.POLLIN, all: [] as string[] }))
  for (let left = count; left > 0; left--) {
    const [ready = assert.fail('not all have arrived')] = pollSync(entries, PATIENCE)
    ready.all.push(String(ready.socket.recvSync(100)))
  }
  return entries.map(({ all }) => all)
}

test('each instruction of a program is read once', { skip }, () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')
  let reads = 0
  const program: BpfInstruction[] = []
  Object.defineProperty(program, 0, {
    enumerable: true,
    get() {
      reads++
      return { code: 6, jt: 0, jf: 0, k: 0 }
    },
  })

  socket.setOption('SO_ATTACH_FILTER', program)

  assert.equal(reads, 1)
})
