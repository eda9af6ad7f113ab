import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, listen, type Socket } from 'berkeley'
import { startPeer } from './peer.ts'
import { PATIENCE, type Stop } from './stop.ts'

const SIZE = 64 * 2 ** 20
const CHUNK = 2 ** 18

export const file: Stop = {
  what: 'a file over TCP and a Unix socket',
  peer: 'node:net between',
  async run() {
    await using folder = await temporaryFolder()
    const content = randomBytes(SIZE)
    const path = join(folder.path, 'content')
    await writeFile(path, content)

    const unixPath = join(folder.path, 'receiver')
    using listener = await listen(unixPath)
    await using relay = startPeer('relay.mjs', [unixPath])
    const port = Number(await relay.line())
    const [, received] = await Promise.all([send(path, port), receive(listener)])

    assert.equal(received.bytes, SIZE)
    assert.equal(received.sha256, createHash('sha256').update(content).digest('hex'))
    return { bytes: received.bytes, result: `SHA-256 equal: ${received.sha256.slice(0, 8)}…` }
  },
}

async function send(path: string, port: number): Promise<void> {
  await using content = await open(path)
  using socket = await connect({ host: '127.0.0.1', port }, { timeout: PATIENCE })
  socket.timeout = PATIENCE
  const chunk = Buffer.alloc(CHUNK)
  for (;;) {
    const { bytesRead } = await content.read(chunk)
    if (bytesRead === 0) return
    await socket.sendAll(chunk.subarray(0, bytesRead))
  }
}

async function receive(listener: Socket): Promise<{ bytes: number; sha256: string }> {
  using socket = await listener.accept({ timeout: PATIENCE })
  socket.timeout = PATIENCE
  const hash = createHash('sha256')
  const chunk = Buffer.alloc(CHUNK)
  let bytes = 0
  for (;;) {
    const length = await socket.recvInto(chunk)
    if (length === 0) return { bytes, sha256: hash.digest('hex') }
    hash.update(chunk.subarray(0, length))
    bytes += length
  }
}

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'berkeley-tour-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
