import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'
import { closing } from '../support/kinds.ts'

const skip = process.platform !== 'linux' && 'abstract names are of Linux'
const name = `of-node-${process.pid}`
/** sun_path without the NUL that begins an abstract name. */
const LONGEST = 107
const PADDED = name.padEnd(LONGEST, '\0')

/** The abstract name of a server of Node that listens on this one. */
async function nameInNode(): Promise<unknown> {
  const server = createServer().listen(`\0${name}`)
  await once(server, 'listening')
  const { localAddress } = Socket.borrow(server)
  server.close()
  await once(server, 'close')
  return 'abstract' in localAddress ? localAddress.abstract : undefined
}

test('an abstract name of Node is the same, or padded with NULs by libuv 1.46', {
  skip,
}, async () => {
  const used = await nameInNode()

  assert.ok(used === name || used === PADDED, String(used))
  if (process.versions.uv === '1.46.0') assert.equal(used, PADDED)
})

test('a client of Node reaches the abstract name as its libuv writes it', { skip }, async (t) => {
  const abstract = String(await nameInNode())
  const [listener] = closing(t, [new Socket('AF_UNIX', 'SOCK_STREAM')])
  listener.bind({ abstract })
  listener.listen()

  const client = connect({ path: `\0${name}` })
  await once(client, 'connect')
  const [accepted] = closing(t, [await listener.accept()])
  client.end('hello')

  assert.equal(String(await accepted.recv()), 'hello')
})
