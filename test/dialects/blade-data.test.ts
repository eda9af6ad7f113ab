import assert from 'node:assert/strict'
import { createReadStream, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import {
  file,
  from_bytes,
  SHUT_WR,
  SO_RCVBUF,
  SO_SNDBUF,
  to_bytes,
} from '../../src/dialects/blade.ts'
import { constants } from '../../src/index.ts'
import { cannotCount } from '../support/descriptors.ts'
import { peer } from '../support/peer.ts'
import { assertThrows, connected, connectedToCore, reset } from './blade-sockets.ts'
import { folderOf } from '../support/folder.ts'
import { PATIENCE } from '../support/patience.ts'

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte)

const folder = folderOf({ after })
const path = join(folder, 'file')
writeFileSync(path, EVERY_BYTE)

test('send accepts text, bytes, and nothing', (t) => {
  const [client, con] = connected(t)

  assert.equal(client.send('żółw'), 7)
  assert.equal(client.send(Uint8Array.of(0, 255)), 2)
  assert.equal(client.send(''), 0)
  assert.equal(client.send(), 0)
  assert.equal(client.send(null, 0), 0)
  assert.equal(client.send('x', 0x7fff_ffff), 1)

  assert.equal(con.receive(), 'żółw\0\udcffx')
})

test('receive returns what is queued now, up to the requested size', (t) => {
  const [client, con] = connected(t)
  client.send('0123456789')

  assert.equal(con.receive(0), '')
  assert.equal(con.receive(4), '0123')
  assert.equal(con.receive(3, 0x7fff_ffff), '456')
  assert.equal(con.receive(1000), '789')
  client.send('a')
  client.send('b')
  assert.equal(con.receive(-1), 'ab')
})

test('receive returns everything that is queued, however much', (t) => {
  const [client, core] = connectedToCore(t)
  client.set_option(SO_RCVBUF, 1_000_000)
  const sent = 300_000

  core.sendAllSync(Buffer.alloc(sent, 'x'))

  let received = 0
  for (let calls = 0; received < sent; calls++) {
    assert.ok(calls < 20, 'in too many parts')
    received += client.receive()?.length ?? assert.fail()
  }
  core.sendAllSync(Buffer.alloc(200_000, 'y'))
  assert.equal(client.read(200_000).length, 200_000)
  core.close()
  assert.equal(client.receive(100_000), null)
})

test('receive ends after receive_timeout, and what arrives later is still returned', async (t) => {
  const [client, core] = connectedToCore(t)
  client.receive_timeout = 20

  assertThrows(() => client.receive(), {
    message: 'Connection timed out',
    code: 'ETIMEDOUT',
    errno: constants.ETIMEDOUT,
  })
  assert.deepEqual([client.is_closed, client.is_connected], [false, true])
  client.receive_timeout = PATIENCE
  const sent = peer(core, ['pause', 30], ['send', 'late'])
  assert.equal(client.receive(), 'late')
  await sent
})

test('receive waits even on a non-blocking socket', async (t) => {
  const [client, core] = connectedToCore(t)
  client.set_blocking(false)

  const sent = peer(core, ['pause', 30], ['send', 'late'])

  assert.equal(client.receive(), 'late')
  await sent
})

test('receive returns null at the end of the stream, and reports a reset', (t) => {
  const [ended, core] = connectedToCore(t)
  core.sendSync('last')
  core.close()
  assert.deepEqual([ended.receive(), ended.receive()], ['last', null])
  assert.equal(ended.is_connected, true)

  const [broken, other] = connectedToCore(t)
  reset(other)
  assertThrows(() => broken.receive(), {
    message: 'Connection reset by peer',
    code: 'ECONNRESET',
    syscall: 'recv',
  })
})

test('a send to a peer that is gone is an exception, never a signal', (t) => {
  const [client, core] = connectedToCore(t)
  reset(core)

  const sendUntilItArrived = () => {
    for (;;) client.send('x')
  }
  assertThrows(sendUntilItArrived, /^(Connection reset by peer|Broken pipe)$/)
  assertThrows(() => client.send('x'), { message: 'Broken pipe', code: 'EPIPE' })
  assert.equal(client.is_closed, false)
})

test('a big send arrives completely at a slow reader', async (t) => {
  const [client, core] = connectedToCore(t)
  const bytes = 8_000_000
  client.set_option(SO_SNDBUF, 65_536)

  const read = peer(core, ['pause', 20], ['drain', bytes, 1_000_000, 1])

  assert.equal(client.send('x'.repeat(bytes)), bytes)
  await read
})

test('send without waiting returns how much was sent, and -1 for nothing', (t) => {
  const [client, core] = connectedToCore(t)
  client.set_blocking(false)
  const large = Buffer.alloc(20_000_000)

  const sent = client.send(large)

  assert.ok(sent > 0 && sent < large.length, String(sent))
  let more = sent
  for (let n = client.send(large); n !== -1; n = client.send(large)) more += n
  client.set_blocking(true)
  client.send_timeout = 20
  for (let n = client.send(file(path)); n !== -1; n = client.send(file(path))) more += n
  client.close()
  let received = 0
  for (let n = -1; n !== 0; received += n) n = core.recvSync(1_000_000).length
  assert.equal(received, more)
})

test('send that ends after send_timeout returns how much was sent', (t) => {
  const [client] = connected(t)
  client.send_timeout = 30

  const sent = client.send(Buffer.alloc(50_000_000))

  assert.ok(sent > 0 && sent < 50_000_000, String(sent))
})

test('a send that fails midway reports how much was sent', async (t) => {
  const [client, core] = connectedToCore(t)
  client.set_option(SO_SNDBUF, 65_536)
  const gone = peer(core, ['pause', 30], ['drain', 1000, 1000, 0], ['shutdown', 'SHUT_RD'])
  core.setOption('SO_LINGER', { onoff: true, seconds: 0 })
  core.close() // the peer has a duplicate; closing that one resets

  let sent = 0
  assert.throws(
    () => client.send(Buffer.alloc(50_000_000)),
    (error) => {
      sent = Number(Reflect.get(error as object, 'sent'))
      return true
    },
  )

  await gone
  assert.ok(sent > 1000 && sent < 50_000_000, String(sent))
})

test('files are sent completely, by their path', (t) => {
  const [client, con] = connected(t)
  const stream = createReadStream(path)
  stream.on('error', () => undefined).destroy()

  for (const message of [
    file(path),
    file(pathToFileURL(path)),
    file(pathToFileURL(path).href),
    file(Buffer.from(path)),
    { path },
    { path, fd: 1_000_000 },
    stream,
  ]) {
    assert.equal(client.send(message), 256)

    assert.deepEqual(to_bytes(con.read(256)), Buffer.from(EVERY_BYTE))
  }
})

test('an open file is sent from its start, and stays open at its offset', async (t) => {
  const [client, con] = connected(t)
  const handle = await open(path)
  t.after(() => handle.close())
  await handle.read(Buffer.alloc(10), 0, 10)

  assert.equal(client.send(handle), 256)
  assert.equal(client.send({ fd: handle.fd }), 256)

  const twice = Buffer.concat([EVERY_BYTE, EVERY_BYTE])
  assert.deepEqual(to_bytes(con.read(512)), twice)
  assert.equal((await handle.read(Buffer.alloc(1), 0, 1)).buffer[0], 10)
})

test('a large file is sent completely, and nothing stays open', {
  skip: cannotCount,
}, async (t) => {
  const [client, core] = connectedToCore(t)
  const large = join(folder, 'large')
  const bytes = 3_000_001
  writeFileSync(large, Buffer.alloc(bytes, '\0'))
  const read = peer(core, ['drain', bytes, 100_000, 0])

  assert.equal(client.send(file(large)), bytes)

  await read
  const open = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return '' // the descriptor used to read the directory
    }
  })
  assert.ok(open.length > 0 && !open.includes(large))
})

test('a file that can’t be read is an exception with the system’s text, and nothing is sent', (t) => {
  const [client, con] = connected(t)

  const missing = { message: 'No such file or directory', code: 'ENOENT', syscall: 'open' }
  assertThrows(() => client.send(file(`${path}-missing`)), missing)
  assertThrows(() => client.send(file(folder)), { message: 'Is a directory', code: 'EISDIR' })
  assertThrows(() => client.send({ fd: 1_000_000 }), { message: 'Bad file descriptor' })
  assertThrows(() => client.send(file('\0')), /null bytes/)
  assertThrows(() => file('file://elsewhere/x'), /host/)

  client.send('nothing before')
  assert.equal(con.receive(), 'nothing before')
})

test('read collects the requested number of bytes, or fewer at the end', async (t) => {
  const [client, core] = connectedToCore(t)
  const sent = peer(core, ['send', 'abc'], ['pause', 20], ['send', 'defgh'])

  assert.equal(client.read(6), 'abcdef')
  await sent
  client.receive_timeout = 20
  assert.equal(client.read(), 'gh')
  assertThrows(() => client.read(), 'Connection timed out')
  core.sendSync('ijk')
  core.shutdown('SHUT_WR')
  assert.deepEqual([client.read(), client.read()], ['ijk', ''])
})

test('a program that appends received text to a string has the bytes that were sent', (t) => {
  const [client, con] = connected(t)
  const body = `${from_bytes(EVERY_BYTE)}€`.repeat(50)
  client.send(body)
  client.shutdown(SHUT_WR)

  let text = ''
  for (let part = con.receive(7); part !== null; part = con.receive(7)) text += part

  assert.equal(from_bytes(to_bytes(text)), body)
})
