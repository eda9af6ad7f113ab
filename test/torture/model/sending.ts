import { fstatSync } from 'node:fs'
import { Socket } from '../../../src/index.ts'
import { progressOf } from '../ledger.ts'
import { bytesAt, messageOf } from '../pattern.ts'
import type { Actor } from './actor.ts'
import { Stream } from './link.ts'
import { someTerms, type Terms } from './terms.ts'

/** How many sends of messages may be in progress at one end. */
const MOST_SENDING = 4

let numbers = 0

/** Sends, and counts what was sent once that is known. On a stream, one send at a time. */
function send(
  actor: Actor,
  what: string,
  terms: Terms,
  most: number,
  make: (data: Buffer) => Promise<unknown>,
): void {
  const { end, ledger, random } = actor
  const { out } = end
  const streams = out instanceof Stream
  if (end.sending >= (streams ? 1 : MOST_SENDING)) return
  const length = 1 + random.below(most)
  const data = streams ? bytesAt(out.sent, length) : messageOf(++numbers, length % 4000)
  if (streams) out.flying = length
  end.sending++
  const sent = (count: number): void => {
    out.sent += count
    if (streams) out.flying = 0
    end.sending--
  }
  ledger.watch(what, make(data)).then(
    (answer) => {
      sent(!streams ? 1 : typeof answer === 'number' ? answer : length)
    },
    (error: unknown) => {
      sent(streams ? (progressOf(error).bytesSent ?? 0) : 0)
      actor.failed(what, error, terms)
    },
  )
}

/** All ways to send, awaited or not. */
export const sending: Record<string, (actor: Actor) => void> = {
  send(actor) {
    const terms = someTerms(actor.random)
    send(actor, 'send', terms, 6000, (data) => actor.end.socket.send(data, terms))
  },
  sendAll(actor) {
    if (!actor.stream) return
    const terms = someTerms(actor.random)
    const parts = actor.random.once(2)
    send(actor, 'sendAll', terms, 30_000, (data) => {
      const half = data.length >> 1
      const given = parts ? [data.subarray(0, half), data.subarray(half)] : data
      return actor.end.socket.sendAll(given, terms)
    })
  },
  sendMessage(actor) {
    const terms = someTerms(actor.random)
    send(actor, 'sendMessage', terms, 6000, (data) => actor.end.socket.sendMessage({ data }, terms))
  },
  /** Passes one end of a pair that is closed immediately, while the message may still wait. */
  pass(actor) {
    const { end } = actor
    if (!end.unix || end.sending > 0) return
    const terms = someTerms(actor.random)
    const late = actor.random.once(2)
    send(actor, 'pass', terms, 6000, (data) => {
      const [given, kept] = Socket.pair()
      const inode = fstatSync(given.fd).ino
      end.out.passed.push(inode)
      const sending = end.socket.sendMessage({ data, control: { SCM_RIGHTS: [given] } }, terms)
      const close = (): void => {
        given.close()
        kept.close()
      }
      if (late) setImmediate(close)
      else close()
      return sending
    })
  },
  sendSync(actor) {
    const { end, random } = actor
    const { out } = end
    if (end.sending > 0) return
    const length = 1 + random.below(3000)
    const terms = { timeout: 0 }
    actor.attempt('sendSync', terms, () => {
      const streams = out instanceof Stream
      const data = streams ? bytesAt(out.sent, length) : messageOf(++numbers, length)
      const count = end.socket.sendSync(data, terms)
      out.sent += streams ? count : 1
    })
  },
}
