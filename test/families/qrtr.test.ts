import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, type QrtrAddress, Socket } from '../../src/index.ts'
import { absent } from '../support/absent.ts'
import { type Form, forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { QRTR_PORT_CTRL, QRTR_TYPE_DEL_SERVER } = constants
const { QRTR_TYPE_NEW_LOOKUP, QRTR_TYPE_NEW_SERVER } = constants

const skip = absent('AF_QIPCRTR', 'SOCK_DGRAM')

const SERVICE = 4711
const INSTANCE = 7

/** A socket on this processor, at a port that the kernel chose. */
function bound(): { socket: Socket; address: QrtrAddress } {
  const socket = new Socket('AF_QIPCRTR', 'SOCK_DGRAM')
  socket.timeout = PATIENCE
  socket.bind({ ...socket.localAddress, port: 0 })
  return { socket, address: socket.localAddress }
}

/** A message to the name service: struct qrtr_ctrl_pkt. Its numbers are little-endian everywhere. */
function request(command: number, node = 0, port = 0): Buffer {
  const bytes = Buffer.alloc(20)
  for (const [i, number] of [command, SERVICE, INSTANCE, node, port].entries())
    bytes.writeUInt32LE(number, 4 * i)
  return bytes
}

/** What the name service tells. */
async function told(form: Form, socket: Socket) {
  const bytes = await form.call(socket, 'recv')
  const [command, service, instance, node, port] = [0, 4, 8, 12, 16].map((at) =>
    bytes.readUInt32LE(at),
  )
  return { command, service, instance, node, port }
}

for (const form of forms) {
  test(`datagrams go to a port, and the answer to that of the sender: ${form.name}`, {
    skip,
  }, async () => {
    const one = bound()
    const other = bound()
    using client = one.socket
    using server = other.socket

    await form.call(client, 'sendTo', 'question', other.address)
    const asked = await form.call(server, 'recvFrom')
    assert.ok(asked.address)
    await form.call(server, 'sendTo', 'answer', asked.address)
    const answer = await form.call(client, 'recvFrom')

    assert.deepEqual([String(asked.data), asked.address], ['question', one.address])
    assert.deepEqual([String(answer.data), answer.address], ['answer', other.address])
  })

  test(`the name service tells who is there, who comes and who goes: ${form.name}`, {
    skip,
  }, async () => {
    const { socket, address } = bound()
    using watcher = socket
    const names = { ...address, port: QRTR_PORT_CTRL }
    const none = { service: 0, instance: 0, node: 0, port: 0 }

    await form.call(watcher, 'sendTo', request(QRTR_TYPE_NEW_LOOKUP), names)
    const nobody = await told(form, watcher)
    const server = bound()
    const { node, port } = server.address
    await form.call(server.socket, 'sendTo', request(QRTR_TYPE_NEW_SERVER, node, port), names)
    const there = await told(form, watcher)
    server.socket.close()
    const gone = await told(form, watcher)

    const entry = { service: SERVICE, instance: INSTANCE, node, port }
    assert.deepEqual(nobody, { command: QRTR_TYPE_NEW_SERVER, ...none }) // the end of the list
    assert.deepEqual(there, { command: QRTR_TYPE_NEW_SERVER, ...entry })
    assert.deepEqual(gone, { command: QRTR_TYPE_DEL_SERVER, ...entry })
  })
}
