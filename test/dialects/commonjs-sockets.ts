import assert from 'node:assert/strict'
import { Socket } from '../../src/dialects/commonjs.ts'
import { pollSync } from '../../src/index.ts'
import { closing, type Closes } from '../support/kinds.ts'

/** Two ends of a connection: the client's and the accepted one. Closed when the test is over. */
export function connected(t: Closes): [Socket, Socket] {
  const server = new Socket().bind('127.0.0.1', 0).listen()
  const one = closing(t, new Socket().connect('127.0.0.1', server.localPort))
  const other = closing(t, server.accept())
  server.close()
  return [one, other]
}

/** Waits for something that happens soon on the loopback, but not immediately. */
export function until(isSo: () => boolean): void {
  for (let left = 10_000; !isSo(); left--) {
    assert.ok(left > 0, `never: ${String(isSo)}`)
    pollSync([], 1)
  }
}
