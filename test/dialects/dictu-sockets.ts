import assert from 'node:assert/strict'
import { type DictuSocket, Socket } from '../../src/dialects/dictu.ts'
import { Socket as CoreSocket } from '../../src/index.ts'
import { openSockets } from '../support/descriptors.ts'
import type { Closes } from '../support/kinds.ts'

/**
 * A socket of the dialect, closed at the end of its block, and a core socket on the
 * same descriptor.
 */
export class Held {
  readonly socket: DictuSocket
  readonly core: CoreSocket

  constructor(make: () => DictuSocket | null = stream) {
    const before = new Set(openSockets())
    this.socket = made(make())
    const [opened = ''] = openSockets().filter((one) => !before.has(one))
    this.core = CoreSocket.borrow(Number.parseInt(opened, 10))
  }

  /** The port it is bound to, which the dialect cannot report. */
  get port(): number {
    const { localAddress } = this.core
    return localAddress.family === 'AF_INET' || localAddress.family === 'AF_INET6'
      ? localAddress.port
      : 0
  }

  [Symbol.dispose](): void {
    this.socket.close()
  }
}

export function stream(): DictuSocket | null {
  return Socket.create(Socket.AF_INET, Socket.SOCK_STREAM)
}

export function made(socket: DictuSocket | null): DictuSocket {
  return socket ?? assert.fail(Socket.strerror())
}

/** A socket that listens on 127.0.0.1. */
export function listening(): Held {
  const held = new Held()
  assert.ok(held.socket.bind('127.0.0.1', 0) && held.socket.listen(), Socket.strerror())
  return held
}

/** Two ends of a connection; `other` is the accepted one. */
export function connected(t: Closes): { one: DictuSocket; other: DictuSocket } {
  using server = listening()
  const one = made(stream())
  t.after(() => one.close())
  assert.ok(one.connect('127.0.0.1', server.port), Socket.strerror())
  const other = made(server.socket.accept())
  t.after(() => other.close())
  return { one, other }
}

/** The number of the next descriptor: the system assigns the lowest free one. */
