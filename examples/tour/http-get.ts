import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { connectSync } from 'berkeley'
import { startPeer } from './peer.ts'
import { PATIENCE, type Stop } from './stop.ts'

const FILE = fileURLToPath(new URL('peer.ts', import.meta.url))

export const httpGet: Stop = {
  what: 'a file by blocking HTTP GET',
  peer: 'node:http',
  async run() {
    await using server = startPeer('http-server.mjs', [FILE])
    const port = Number(await server.line())

    const response = get(port)

    const bodyStart = response.indexOf('\r\n\r\n') + 4
    const head = response.toString('latin1', 0, bodyStart)
    const body = response.subarray(bodyStart)
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/)
    assert.ok(body.equals(readFileSync(FILE)), 'the body is not the file')
    return { bytes: body.length, result: 'equal to the file' }
  },
}

/** The whole response: with HTTP/1.0 it ends where the connection does. */
function get(port: number): Buffer {
  using socket = connectSync({ host: '127.0.0.1', port }, { timeout: PATIENCE })
  socket.timeout = PATIENCE
  socket.sendAllSync('GET / HTTP/1.0\r\n\r\n')
  const chunks: Buffer[] = []
  for (let chunk = socket.recvSync(); chunk.length > 0; chunk = socket.recvSync()) {
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
