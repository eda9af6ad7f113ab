import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { closeSync, createReadStream, openSync, readSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { type SendableFile, Socket, SocketError } from '../../src/dialects/commonjs.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { startNode } from '../support/node-program.ts'
import { folderOf } from '../support/folder.ts'
import { connected } from './commonjs-sockets.ts'

const folder = folderOf({ after })
const content = Buffer.concat([Buffer.from('\0NUL\r\n\0'), randomBytes(70_000)])
const path = join(folder, 'file')
writeFileSync(path, content)
const empty = join(folder, 'empty')
writeFileSync(empty, '')

test('sendFile sends a path, a file URL, or an object with a path', { skip: cannotCount }, (t) => {
  const before = openDescriptors()
  for (const file of [path, pathToFileURL(path), { path }, { path: Buffer.from(path) }]) {
    const [one, other] = connected(t)
    assert.equal(one.sendFile(file), content.length)
    one.close()
    assert.ok(rest(other).equals(content))
    other.close()
  }
  const [one] = connected(t)
  assert.equal(one.sendFile(empty), 0)
  one.close()
  assert.ok(openDescriptors() <= before + 1)
})

test('sendFile sends a descriptor from its start, and does not move its offset', (t) => {
  const fd = openSync(path, 'r')
  t.after(() => {
    closeSync(fd)
  })
  const four = Buffer.alloc(4)
  readSync(fd, four, 0, 4, null)

  for (const file of [fd, { fd }]) {
    const [one, other] = connected(t)
    assert.equal(one.sendFile(file), content.length)
    one.close()
    assert.ok(rest(other).equals(content))
  }

  readSync(fd, four, 0, 4, null)
  assert.deepEqual(four, content.subarray(4, 8))
})

test('sendFile sends a FileHandle and a ReadStream of Node’s', async (t) => {
  const handle = await open(path)
  const stream = createReadStream(path)
  const waiting = createReadStream(path)
  await once(stream, 'open')
  for (const file of [handle, stream, waiting as unknown as SendableFile]) {
    const [one, other] = connected(t)
    assert.equal(one.sendFile(file), content.length)
    one.close()
    assert.ok(rest(other).equals(content))
  }
  assert.equal((await handle.stat()).size, content.length)
  await handle.close()
  for (const one of [stream, waiting]) one.destroy()

  const [one] = connected(t)
  assert.throws(() => one.sendFile(handle), { name: 'SocketError', code: 'EBADF' })
})

test('sendFile reads a stream of CommonJS until it returns nothing', (t) => {
  for (const end of ['', null, undefined, new Uint8Array(0)]) {
    const [one, other] = connected(t)
    const asked: number[] = []
    const pieces = ['żółw', Buffer.of(0, 255), end, 'never']
    const file = {
      read(length: number) {
        asked.push(length)
        return pieces.shift()
      },
    }

    assert.equal(one.sendFile(file), 9)

    one.close()
    assert.deepEqual(rest(other), Buffer.concat([Buffer.from('żółw'), Buffer.of(0, 255)]))
    assert.deepEqual(asked, [65536, 65536, 65536])
  }
})

test('sendFile rejects a Blob, whose content can only be read asynchronously', (t) => {
  const [one] = connected(t)
  for (const file of [new Blob([content]), new File(['x'], 'x.txt')]) {
    assert.throws(() => one.sendFile(file as unknown as SendableFile), {
      name: 'TypeError',
      message: 'file must be a path, a descriptor or a File object',
    })
  }
})

test('sendFile reports how much was sent when the peer is gone, or it must not wait', async (t) => {
  const large = join(folder, 'large')
  writeFileSync(large, Buffer.alloc(30_000_000))
  const [one] = connected(t)
  one.blocking = false
  assert.throws(() => one.sendFile(large), isPartly('EAGAIN'))
  const [timed] = connected(t)
  timed.setOption('SO_SNDTIMEO', 20_000)
  assert.throws(() => timed.sendFile(large), isPartly('EAGAIN'))

  const server = new Socket().bind('127.0.0.1', 0)
  const client = startNode(
    t,
    `net.connect(args[0], '127.0.0.1').once('data', function () { this.resetAndDestroy() })
       .on('close', () => console.log('gone'))`,
    server.listen().localPort ?? 0,
  )
  using peer = server.accept()
  server.close()
  assert.throws(
    () => peer.sendFile(large),
    (error) => isPartly('ECONNRESET')(error) || isPartly('EPIPE')(error),
  )
  assert.equal(await client.line, 'gone')
})

function isPartly(code: string): (error: unknown) => boolean {
  return (error) =>
    error instanceof SocketError &&
    error.code === code &&
    error.sent !== undefined &&
    error.sent > 0 &&
    error.sent < 30_000_000
}

function rest(one: Socket): Buffer {
  const blocks: Buffer[] = []
  for (let block = one.receive(); block.length > 0; block = one.receive()) blocks.push(block)
  return Buffer.concat(blocks)
}
