import { Socket, SocketError } from '../../src/index.ts'

/** Keeps the kernel from making a pipe larger while a test fills it. */
export function narrow(one: Socket, other: Socket, bytes = 32_768): void {
  one.setOption('SO_SNDBUF', bytes)
  other.setOption('SO_RCVBUF', bytes)
}

/** Sends until there is no room; answers how many bytes went. */
export function fill(socket: Socket): number {
  const chunk = Buffer.alloc(65_536, 'x')
  let sent = 0
  try {
    for (;;) sent += socket.sendSync(chunk, { timeout: 0 })
  } catch (error) {
    if (error instanceof SocketError && error.code === 'EAGAIN') return sent
    throw error
  }
}

/** Bytes that differ from place to place, so that a lost or repeated part shows. */
export function pattern(length: number): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4))
  for (let i = 0; i < words.length; i++) words[i] = i
  return Buffer.from(words.buffer, 0, length)
}

/** What a stream has until its end. */
export async function rest(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of socket.chunks()) chunks.push(chunk)
  return Buffer.concat(chunks)
}
