import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'

/** Bodies that a few buffers do not hold. */
export const LARGE = 8 * 1024 * 1024

/** A server of http that answers with what it is sent, or "Hello". */
export function echo(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'GET') response.end('Hello\n')
  else pipeline(request, response, () => undefined)
}

export function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
