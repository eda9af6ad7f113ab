import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'

/** Bodies that a few buffers do not hold. */
export const LARGE = 4 * 1024 * 1024

/** A server of http that answers with what it is sent, or "Hello". */
export function echo(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'GET') response.end('Hello\n')
  else pipeline(request, response, () => undefined)
}

/** As {@link echo}, but only when it has the whole: not every proxy takes an answer before. */
export function echoLater(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'GET') response.end('Hello\n')
  else void request.toArray().then((chunks: Buffer[]) => response.end(Buffer.concat(chunks)))
}

export function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
