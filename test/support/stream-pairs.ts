import { once } from 'node:events'
import type { SocketStream, StreamOptions } from '../../src/index.ts'
import type { Closes, Kind } from './kinds.ts'
import { PATIENCE } from './patience.ts'

/** The streams of two connected sockets, destroyed when the test is over. */
export function streamPair(
  t: Closes,
  kind: Kind,
  options?: StreamOptions,
): [SocketStream, SocketStream] {
  const [one, other] = kind.pair(t)
  return [one.stream(options), other.stream(options)]
}

/** Waits for an event; fails with the stream's error, and when it takes too long. */
export async function event(stream: SocketStream, name: string): Promise<unknown[]> {
  return (await once(stream, name, { signal: AbortSignal.timeout(PATIENCE) })) as unknown[]
}

/** Waits for 'close', whatever error comes before it; returns what it reported. */
export function closed(stream: SocketStream): Promise<{ errors: unknown[]; hadError: unknown }> {
  const errors: unknown[] = []
  stream.on('error', (error) => errors.push(error))
  return new Promise((resolve) => {
    stream.once('close', (hadError: unknown) => resolve({ errors, hadError }))
  })
}

/** The names of these events in the order in which they come, until 'close'. */
export async function eventsUntilClose(
  stream: SocketStream,
  names: readonly string[] = ['end', 'finish', 'error', 'close'],
): Promise<string[]> {
  const seen: string[] = []
  for (const name of names) stream.on(name, () => seen.push(name))
  await new Promise<void>((resolve) => stream.once('close', () => resolve()))
  return seen
}

/** Everything that a stream delivers until its end. (`for await` would destroy the stream there.) */
export async function everything(stream: SocketStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.resume()
  await event(stream, 'end')
  return Buffer.concat(chunks)
}
