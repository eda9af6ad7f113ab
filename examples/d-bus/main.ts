// Two clients of D-Bus. One lists the names on the bus, and passes the other a socket:
//   dbus-run-session -- npx tsx examples/d-bus/main.ts
import { connect, Socket } from 'berkeley'
import { Bus } from './bus.ts'
import { CALL, DESTINATION, REPLY, REPLY_TO, SENDER } from './message.ts'

const { DBUS_SESSION_BUS_ADDRESS: address = '' } = process.env
const path = /unix:path=([^,;]+)/.exec(address)?.[1] ?? '/run/dbus/system_bus_socket'
using first = await connect({ path })
using second = await connect({ path })
const [one, other] = [new Bus(first), new Bus(second)]
for (const bus of [one, other]) await bus.begin()
console.log('Names:', await one.call('org.freedesktop.DBus', 'ListNames'))

const [mine, theirs] = Socket.pair()
await Promise.all([one.call(other.name, 'Take', theirs.fd), take()])
theirs.close()
console.log(`${one.name} receives: ${(await mine.recv()).toString()}`)
mine.close()

/** Waits for a call, speaks through the socket that comes with it, and returns. */
async function take(): Promise<void> {
  const { serial, fields, descriptors } = await other.next(({ type }) => type === CALL)
  for (const descriptor of descriptors) {
    using socket = descriptor.toSocket()
    await socket.sendAll(`Hello from ${other.name}`)
  }
  await other.send(REPLY, { [DESTINATION]: fields[SENDER] ?? '', [REPLY_TO]: serial })
}
