import { fstatSync } from 'node:fs'
import { constants, type Descriptor, type ReceivedMessage, Socket } from '../../../src/index.ts'
import { progressOf } from '../ledger.ts'
import type { Actor } from './actor.ts'
import type { End } from './link.ts'
import { someTerms, type Terms } from './terms.ts'

/** Larger than any message. */
const WHOLE = 8000

/** How much to request: a whole message, or any part of a stream. */
function size({ random, stream }: Actor): number {
  return stream ? 1 + random.below(5000) : WHOLE
}

function receive<T>(
  actor: Actor,
  what: string,
  receiving: Promise<T>,
  terms: Terms,
  dataOf: (result: T) => Buffer,
): void {
  const { end, ledger } = actor
  end.inOrder(
    ledger.watch(what, receiving),
    (result) => {
      take(actor, dataOf(result))
    },
    (error) => {
      // Data that had arrived before a failure must not be lost.
      const { data } = progressOf(error)
      if (data) end.in.take(Buffer.from(data))
      actor.failed(what, error, terms)
    },
  )
}

/** An empty result is the end of a stream or of messages. */
function take({ end, peer, ledger }: Actor, data: Buffer): void {
  if (data.length > 0) end.in.take(data)
  else if (!end.shut && !peer.shut && !peer.gone) ledger.fail('lost', 'unexpected end of data')
}

function keepFiles(actor: Actor, descriptors: readonly Descriptor[] = []): void {
  for (const descriptor of descriptors) {
    actor.end.in.takeFile(fstatSync(descriptor.fd).ino)
    descriptor.close()
  }
}

/** All ways to receive, awaited or not. */
export const receiving: Record<string, (actor: Actor) => void> = {
  recv(actor) {
    const terms = someTerms(actor.random)
    receive(actor, 'recv', actor.end.socket.recv(size(actor), terms), terms, (data) => data)
  },
  recvInto(actor) {
    const view = Buffer.alloc(size(actor))
    const terms = someTerms(actor.random)
    const receiving = actor.end.socket.recvInto(view, terms)
    receive(actor, 'recvInto', receiving, terms, (length) => view.subarray(0, length))
  },
  recvFrom(actor) {
    const terms = someTerms(actor.random)
    const receiving = actor.end.socket.recvFrom(size(actor), terms)
    receive(actor, 'recvFrom', receiving, terms, ({ data }) => data)
  },
  recvMessage(actor) {
    const terms = someTerms(actor.random)
    const receiving = actor.end.socket.recvMessage({ size: size(actor), control: true, ...terms })
    receive(actor, 'recvMessage', receiving, terms, ({ data, control }: ReceivedMessage) => {
      keepFiles(actor, control.SCM_RIGHTS)
      return data
    })
  },
  recvAll(actor) {
    if (!actor.stream) return
    const terms = { ...someTerms(actor.random), flags: constants.MSG_WAITALL }
    receive(actor, 'recv all', actor.end.socket.recv(size(actor), terms), terms, (data) => data)
  },
  recvSync(actor) {
    if (actor.end.reading > 0) return
    const terms = { timeout: actor.random.below(2) }
    actor.attempt('recvSync', terms, () => {
      take(actor, actor.end.socket.recvSync(size(actor), terms))
    })
  },
  chunks(actor) {
    const { end, stream, ledger } = actor
    if (end.reading > 0 || !stream) return
    const most = actor.random.below(4)
    const terms = { timeout: 3 }
    const iterate = async (): Promise<void> => {
      let count = 0
      for await (const chunk of end.socket.chunks(size(actor), terms)) {
        end.in.take(chunk)
        if (count++ === most) break
      }
    }
    alone(actor, 'chunks', ledger.watch('chunks', iterate()), terms)
  },
  borrowed(actor) {
    const { end, ledger } = actor
    if (end.reading > 0) return
    const terms = { timeout: 1 + actor.random.below(3) }
    const closes = actor.random.once(2)
    actor.attempt('borrow', {}, () => {
      const borrowed = Socket.borrow(end.socket)
      const receiving = borrowed.recv(size(actor), terms).then((data) => {
        take(actor, data)
      })
      alone(actor, 'recv of a borrowed socket', ledger.watch('recv, borrowed', receiving), terms)
      if (closes) borrowed.close()
    })
  },
}

/** Runs a reader that must be the only one. */
function alone(actor: Actor, what: string, reading: Promise<void>, terms: Terms): void {
  const end: End = actor.end
  end.exclusive = true
  end.reading++
  reading
    .catch((error: unknown) => {
      actor.failed(what, error, terms)
    })
    .finally(() => {
      end.exclusive = false
      end.reading--
    })
}
