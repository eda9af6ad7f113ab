import { constants, poll, pollSync, Socket } from '../../../src/index.ts'
import type { Actor } from './actor.ts'
import type { End } from './link.ts'
import { someTerms, type Terms } from './terms.ts'

const { POLLIN, POLLOUT, POLLPRI } = constants
const OPTIONS = ['SO_TYPE', 'SO_SNDBUF', 'SO_RCVBUF', 'SO_DOMAIN'] as const
/** Each of these happens once in this many times: it ends the link, or part of it. */
const RARELY = 30

function watchPoll(actor: Actor, ends: readonly End[], terms: Terms): void {
  const events = actor.random.pick([POLLIN, POLLOUT, POLLIN | POLLOUT, POLLPRI])
  const entries = ends.map(({ socket }) => ({ socket, events }))
  for (const end of ends) end.polling++
  actor.ledger
    .watch('poll', poll(entries, terms))
    .catch((error: unknown) => {
      // A closed socket makes poll fail; a timeout does not.
      actor.failed('poll', error, terms.signal ? { signal: terms.signal } : {})
    })
    .finally(() => {
      for (const end of ends) end.polling--
    })
}

/** Actions that neither send nor receive. */
export const others: Record<string, (actor: Actor) => void> = {
  poll(actor) {
    watchPoll(actor, [actor.end], someTerms(actor.random))
  },
  pollTwice(actor) {
    watchPoll(actor, [actor.end, actor.end], { ...someTerms(actor.random), timeout: 3 })
  },
  pollBoth(actor) {
    if (actor.peer.gone) return
    watchPoll(actor, [actor.end, actor.peer], { timeout: actor.random.below(4) })
  },
  pollSync(actor) {
    actor.attempt('pollSync', {}, () => {
      pollSync([{ socket: actor.end.socket, events: POLLIN | POLLOUT }], 0)
    })
  },
  ask(actor) {
    const { socket } = actor.end
    const option = actor.random.pick(OPTIONS)
    actor.attempt('getOption', {}, () => {
      socket.getOption(option)
    })
    actor.attempt('localAddress', {}, () => socket.localAddress)
  },
  refs({ end, random }) {
    if (random.once(2)) end.socket.unref()
    else end.socket.ref()
  },
  readopt({ end, ledger, random }) {
    // Also while calls wait, which then fail; but not during a send, whose progress
    // would be unknown.
    if (end.sending > 0 || (end.reading > 0 && !random.once(8))) return
    end.socket = ledger.count(() => Socket.adopt(end.socket.detach()))
  },
  shutdown(actor) {
    const { end, random } = actor
    if (!random.once(RARELY)) return
    end.shut = true
    actor.attempt('shutdown', {}, () => {
      end.socket.shutdown(random.pick(['SHUT_RD', 'SHUT_WR', 'SHUT_RDWR']))
    })
  },
  close({ end, random, ledger }) {
    if (!random.once(RARELY)) return
    end.gone = true
    ledger.count(() => {
      end.socket.close()
    })
  },
  /** Leaves a socket to the garbage collector. Calls that wait on it would keep it alive. */
  drop({ end, random, stream }) {
    if (!random.once(RARELY) || !stream || end.reading + end.sending + end.polling > 0) return
    end.gone = true
    end.socket = CLOSED
  },
}

const [CLOSED, rest] = Socket.pair()
CLOSED.close()
rest.close()
