import assert from 'node:assert/strict'
import { pollSync, type SendBuffer, type Socket, SocketError } from '../../src/index.ts'

/**
 * Limits the buffers of a connection, and keeps the kernel from enlarging them while a
 * test fills them.
 */
export function narrow(one: Socket, other: Socket, bytes = 32_768): void {
  one.setOption('SO_SNDBUF', bytes)
  other.setOption('SO_RCVBUF', bytes)
}

/**
 * Sends until a send is refused; returns the number of bytes sent. On a Unix socket, further sends
 * are refused too until the peer receives. TCP may find more space at any time, as it acknowledges:
 * there, see {@link fillUntil}.
 */
export function fill(socket: Socket, chunk: SendBuffer = Buffer.alloc(65_536, 'x')): number {
  let sent = 0
  try {
    for (;;) sent += socket.sendSync(chunk, { timeout: 0 })
  } catch (error) {
    if (error instanceof SocketError && error.code === 'EAGAIN') return sent
    throw error
  }
}

/** Fills the queue of a stream, again while TCP finds more space, until the condition is true. */
export async function fillUntil(
  socket: Socket,
  isFull: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let left = 10_000; ; left--) {
    fill(socket)
    if (await isFull()) return
    assert.ok(left > 0, `never: ${String(isFull)}`)
    pollSync([], 1)
  }
}

/** Bytes that differ by position, so that lost or repeated parts are noticed. */
export function pattern(length: number): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4))
  for (let i = 0; i < words.length; i++) words[i] = i
  return Buffer.from(words.buffer, 0, length)
}

/** Everything that a stream delivers until its end. */
export async function rest(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of socket.chunks()) chunks.push(chunk)
  return Buffer.concat(chunks)
}
