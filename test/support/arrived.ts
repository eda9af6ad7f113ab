import assert from 'node:assert/strict'
import { constants, pollSync, type Socket } from '../../src/index.ts'
import { PATIENCE } from './patience.ts'

/**
 * Waits for data, a connection, an error or an end. Loopback usually delivers before a send
 * returns, but a busy kernel does so later.
 */
export function arrived(socket: Socket, events = constants.POLLIN): void {
  assert.equal(pollSync([{ socket, events }], PATIENCE).length, 1, 'nothing arrived')
}
