import assert from 'node:assert/strict'
import { closeSync, fstatSync, openSync, readSync, statSync, writeFileSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'
import { createClient, type Message, type MessageBus } from 'dbus-native'
import { freePort } from '../support/free-port.ts'
import { startBus } from './support/bus.ts'
import { needs } from './support/programs.ts'
import { dial, type Door } from './support/ways.ts'
import { Workplace } from './support/workplace.ts'

const WAYS = ['TCP', 'Unix'] as const
type Test = Pick<typeof import('node:test'), 'after'>

void suite('dbus-native and dbus-daemon', { skip: needs('dbus-daemon') }, () => {
  const place = new Workplace({ after })
  let doors: Record<(typeof WAYS)[number], Door>

  before(async () => {
    const port = await freePort()
    doors = { TCP: { port }, Unix: { path: await startBus(place, port) } }
  })

  for (const way of WAYS) {
    test(`dbus-native over ${way} calls another client, with 1 MB each way`, async (t) => {
      const [caller, callee] = [await client(t, doors[way]), await client(t, doors[way])]
      answers(callee, 'ay', ({ body = [] }) => body[0])
      const sent = Buffer.alloc(1_000_000, 'x')

      const back = await caller.invoke<Buffer>({ ...call(callee), signature: 'ay', body: [sent] })

      assert.ok(back.equals(sent))
    })
  }

  test('dbus-native passes descriptors to another client, which owns what it gets', async (t) => {
    const [caller, callee] = [await client(t, doors.Unix), await client(t, doors.Unix)]
    const paths = ['one', 'other'].map((name) => place.path(name))
    for (const path of paths) writeFileSync(path, `In ${path}`)
    const received: number[] = []
    answers(callee, 's', ({ body = [], fds = [] }) => {
      received.push(...fds)
      return body.map((index) => contents(fds[index as number])).join()
    })
    const sent = paths.map((path) => openSync(path, 'r'))

    const reading = caller.invoke<string>({
      ...call(callee),
      ...{ signature: 'hh', body: [1, 0], fds: sent },
    })
    for (const fd of sent) closeSync(fd) // duplicates are under way
    const read = await reading

    assert.equal(read, `In ${paths[1]},In ${paths[0]}`)
    assert.deepEqual(
      received.map((fd) => fstatSync(fd).ino),
      paths.map((path) => statSync(path).ino),
    )
    for (const fd of received) closeSync(fd)
  })

  test('dbus-native over TCP does not offer to pass descriptors', async (t) => {
    const { connection } = await client(t, doors.TCP)

    assert.equal(connection.canPassFds, false)
    assert.equal(connection.unixFdsAgreed, false)
  })
})

async function client(t: Test, door: Door): Promise<MessageBus> {
  const stream = (await dial(door)).stream()
  t.after(() => {
    stream.destroy()
  })
  const authMethods = ['path' in door ? 'EXTERNAL' : 'ANONYMOUS']
  const bus = createClient({ stream, authMethods })
  const bus_ = { path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' }
  await bus.invokeDbus({ ...bus_, member: 'GetId' }) // by then it has its name
  return bus
}

function call(to: MessageBus): Message {
  const { name = '' } = to
  return { destination: name, path: '/test', interface: 'test.Interface', member: 'Test' }
}

/** Has a client answer the calls of the test. */
function answers(bus: MessageBus, signature: string, answer: (call: Message) => unknown): void {
  const { path = '', interface: name = '', member = '' } = call(bus)
  bus.setMethodCallHandler(path, name, member, [
    (...given: unknown[]) => answer(given.at(-1) as Message), // after the arguments
    signature,
  ])
}

function contents(fd: number | undefined): string {
  assert.ok(fd !== undefined)
  const bytes = Buffer.alloc(1000)
  return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, 0))
}
