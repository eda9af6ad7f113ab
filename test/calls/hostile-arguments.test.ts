import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import * as api from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { type HostileArgument, hostile, hostileTime } from '../support/hostile.ts'
import { loopback } from '../support/kinds.ts'
import { members } from '../support/members.ts'
import { workInFolder } from '../support/folder.ts'
import { PATIENCE } from '../support/patience.ts'

type Anything = (...args: unknown[]) => unknown

const { constants, Descriptor, Socket, SocketError } = api
const RUNS = 150
const QUEUED = 'queued'

const some = fc.array(hostile, { maxLength: 4 })

workInFolder({ after })

/** Sockets of several kinds, one of which has a datagram to receive. None waits for long. */
function sockets(): InstanceType<typeof Socket>[] {
  const [datagram, sender] = Socket.pair('AF_UNIX', 'SOCK_DGRAM')
  const [stream, other] = Socket.pair('AF_UNIX', 'SOCK_STREAM')
  const udp = new Socket('AF_INET', 'SOCK_DGRAM')
  const listener = new Socket('AF_INET', 'SOCK_STREAM')
  udp.bind(loopback('AF_INET'))
  listener.bind(loopback('AF_INET'))
  listener.listen()
  sender.sendSync(QUEUED)
  const all = [datagram, sender, stream, other, udp, listener]
  for (const socket of all) socket.timeout = 1
  return all
}

for (const [name, descriptor] of members(Socket.prototype)) {
  test(`Socket.${name} accepts any argument, or rejects it and loses nothing`, {
    skip: cannotCount,
  }, async () => {
    const before = openSockets()

    await fc.assert(
      fc.asyncProperty(fc.nat(4), some, async (which, makers) => {
        const all = sockets()
        try {
          const socket = all[which] ?? assert.fail()
          const args = makers.map((make) => make())
          fc.pre(
            !(name.startsWith('sendFile') && args.some((one) => isDescriptorOfOurs(one.value))),
          )
          const refused = await outcome(args, () => use(socket, name, descriptor, args))

          if (refused && socket === all[0] && !socket.closed) assertQueued(socket.fd)
        } finally {
          for (const socket of all) socket.close()
        }
      }),
      { numRuns: RUNS },
    )

    assert.deepEqual(openSockets(), before)
  })

  test(`Socket.${name} of anything but a socket is a TypeError`, () => {
    fc.assert(
      fc.property(hostile, (make) => {
        const wrong = make()
        const method = functionOf(descriptor)
        try {
          const answer = Reflect.apply(method, wrong.value, [1, {}])
          if (answer instanceof Promise)
            answer.catch((error: unknown) => {
              assertDocumented([wrong], error)
            })
        } catch (error) {
          assertDocumented([wrong], error)
        }
      }),
      { numRuns: 50 },
    )
  })
}

const functions = Object.entries(api).filter(([, value]) => typeof value === 'function')

for (const [name, value] of [
  ...functions,
  ...['adopt', 'borrow', 'fromProcess', 'pair'].map(
    (one) => [`Socket.${one}`, Reflect.get(Socket, one)] as const,
  ),
]) {
  test(`${name} accepts any argument or rejects it, and leaves nothing open`, {
    skip: cannotCount,
  }, async () => {
    const before = openSockets()

    await fc.assert(
      fc.asyncProperty(argumentsOf(name), async (makers) => {
        const args = makers.map((make) => make())
        fc.pre(!args.some(({ value }) => isDescriptorOfOurs(value)))

        await outcome(args, () => call(name, value as Anything, args))
      }),
      { numRuns: 2 * RUNS },
    )

    assert.deepEqual(openSockets(), before)
  })
}

test('poll and pollSync accept any list, and wait no longer than their timeout', {
  skip: cannotCount,
}, async () => {
  const before = openSockets()

  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostileTime, fc.nat(3), async (list, events, time, how) => {
      const all = sockets()
      try {
        const args = [list(), events(), time()]
        const [{ value: anyList }, { value: anyEvents }, { value: anyTime }] = args as Triple
        const [ready, silent] = [all[0], all[3]]
        const one = [{ socket: silent, events: anyEvents }, anyList]
        const poll = (how % 2 ? api.poll : api.pollSync) as Anything

        await outcome(args, () =>
          how < 2 ? poll(one, 1) : poll([{ socket: ready, events: 1 }], anyTime),
        )
        await outcome(args, () => poll(anyList, 1))
      } finally {
        for (const socket of all) socket.close()
      }
    }),
    { numRuns: 4 * RUNS },
  )

  assert.deepEqual(openSockets(), before)
})

test('the names of constants are those of C, not those of JavaScript’s objects', () => {
  for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty', 'valueOf']) {
    const [one, other] = Socket.pair()

    assert.throws(() => new Socket(name as never), TypeError, name)
    assert.throws(() => one.sendSync('x', { flags: name as never }), TypeError, name)
    assert.throws(
      () => {
        one.shutdown(name as never)
      },
      TypeError,
      name,
    )
    assert.throws(() => one.getOption(name as 'SO_DEBUG'), TypeError, name)
    assert.throws(() => one.sendMessageSync({ control: { [name]: 1 } }), TypeError, name)
    one.close()
    other.close()
  }
})

type Triple = [HostileArgument, HostileArgument, HostileArgument]

/** The arguments of each function: only names that can be looked up on this machine. */
function argumentsOf(name: string): fc.Arbitrary<(() => HostileArgument)[]> {
  const fixed = (value: unknown) => fc.constant(() => ({ value, isOurs: () => false }))
  switch (name) {
    case 'resolve':
    case 'resolveSync':
      return fc.oneof(
        fc.tuple(hostile, hostile, fixed({ flags: constants.AI_NUMERICHOST, timeout: 1000 })),
        fc.tuple(fixed('127.0.0.1'), hostile, hostile),
      )
    case 'reverse':
    case 'reverseSync': {
      const numeric = constants.NI_NUMERICHOST | constants.NI_NUMERICSERV
      return fc.oneof(
        fc.tuple(hostile, fixed({ flags: numeric })),
        fc.tuple(fixed('unix:'), hostile),
      )
    }
    case 'poll':
    case 'pollSync':
      return fc.tuple(
        hostile,
        hostileTime.filter((make) => ![undefined, null].includes(make().value as undefined)),
      )
    case 'connect':
    case 'connectSync':
      return fc.oneof(
        fc.tuple(hostile, fixed({ timeout: 20 })),
        fc.tuple(fixed('@nobody'), hostile),
      )
    default:
      return some
  }
}

function call(name: string, value: Anything, args: HostileArgument[]): unknown {
  const given = args.map((one) => one.value)
  if (name.startsWith('Socket.')) return value.apply(Socket, given)
  if (!/^[A-Z]/.test(name)) return value(...given)
  const made: unknown = Reflect.construct(value, given)
  // It does not own a descriptor of this process, so it must not close one.
  if (made instanceof Descriptor) made.detach()
  return made
}

function use(
  socket: InstanceType<typeof Socket>,
  name: string,
  descriptor: PropertyDescriptor,
  args: HostileArgument[],
): unknown {
  const given = args.map((one) => one.value)
  const { fd } = socket
  if (typeof descriptor.value === 'function') {
    const answer: unknown = (descriptor.value as Anything).apply(socket, given)
    if (name === 'detach') calls.close(fd)
    return answer
  }
  if (descriptor.set) descriptor.set.call(socket, given[0])
  return descriptor.get?.call(socket) as unknown
}

/** Awaits and closes the result of the call. Returns whether the call was refused as misuse. */
async function outcome(args: HostileArgument[], call: () => unknown): Promise<boolean> {
  try {
    await dispose(await settled(call()))
    return false
  } catch (error) {
    assertDocumented(args, error)
    return (
      error instanceof TypeError ||
      error instanceof RangeError ||
      args.some((one) => one.isOurs(error))
    )
  }
}

async function settled(answer: unknown): Promise<unknown> {
  if (!(answer instanceof Promise)) return answer
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new assert.AssertionError({ message: 'It hangs' }))
    }, PATIENCE)
  })
  return Promise.race([answer, late]).finally(() => {
    clearTimeout(timer)
  })
}

async function dispose(answer: unknown): Promise<void> {
  if (answer instanceof Socket || answer instanceof Descriptor) answer.close()
  else if (Array.isArray(answer)) for (const one of answer) await dispose(one)
  else if (typeof answer === 'object' && answer !== null) {
    if ('return' in answer && 'next' in answer) {
      const steps = answer as AsyncGenerator
      try {
        await dispose(await settled(steps.next()))
      } finally {
        await steps.return(undefined)
      }
    } else if ('descriptors' in answer) await dispose(answer.descriptors)
    else if ('control' in answer) await dispose((answer.control as api.Control).SCM_RIGHTS)
    else if ('done' in answer && 'value' in answer) await dispose(answer.value)
    else if ('destroy' in answer && 'on' in answer) {
      ;(answer.on as Anything)('error', () => undefined)
      ;(answer.destroy as Anything)()
    }
  }
}

function assertDocumented(args: HostileArgument[], error: unknown): void {
  if (args.some((one) => one.isOurs(error))) return
  const { name } = error as Error
  const documented =
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof SocketError ||
    error instanceof AggregateError ||
    name === 'AbortError'
  if (!documented) throw error
}

function assertQueued(fd: number): void {
  const room = Buffer.alloc(16)

  const length = calls.recv(fd, room, constants.MSG_PEEK | constants.MSG_DONTWAIT)

  assert.equal(room.toString('utf8', 0, Math.max(0, length)), QUEUED)
}

/** Whether a call could mistake the number for a descriptor that this process needs. */
function isDescriptorOfOurs(value: unknown): boolean {
  try {
    const fd = typeof value === 'object' && value !== null && 'fd' in value ? value.fd : value
    return typeof fd === 'number' && fd >= 0 && calls.fcntl(fd, constants.F_GETFD, 0) >= 0
  } catch {
    return false
  }
}

function functionOf(descriptor: PropertyDescriptor): Anything {
  const { value, get, set } = descriptor as Record<'value' | 'get' | 'set', Anything | undefined>
  return value ?? get ?? set ?? assert.fail()
}
