import { constantOf, native, platform } from '../../binding.ts'
import type { Request } from '../../engine/request.ts'
import type { AnyFamily } from '../../protocols/index.ts'
import { WITHOUT_NAMES } from '../../protocols/refusals.ts'
import { copyLastName, emptyNameBuffer } from '../addresses.ts'
import { setNonblocking } from '../file-flags.ts'
import { listenerText } from '../hints/listener.ts'
import { familyNumbers } from '../names.ts'
import { OpenDescriptor } from '../open-descriptor.ts'

const EAGAIN = constantOf('EAGAIN')
const EINVAL = constantOf('EINVAL')

const NAMELESS = familyNumbers(WITHOUT_NAMES)

/** What accept(2) reports of a connection that failed before it was accepted; the listener is fine. */
const CONNECTION_ERRORS = errnos(
  'ECONNABORTED',
  'ENETDOWN',
  'EPROTO',
  'ENOPROTOOPT',
  'EHOSTDOWN',
  'ENONET',
  'EHOSTUNREACH',
  'ENETUNREACH',
)
/** Errors that pass when descriptors or memory are freed. */
const OUT_OF_RESOURCES = errnos('EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM')

function errnos(...names: string[]): ReadonlySet<number> {
  const known = names.map((name) => platform.constant(name))
  return new Set(known.flatMap((number) => (number === undefined ? [] : -number)))
}

/**
 * accept(2) of one connection, whose descriptor is close-on-exec and blocking.
 *
 * @param wrap Creates the caller's socket around the descriptor.
 * @param persistent Skips connections that failed before they were accepted, and waits while
 *   descriptors or memory have run out, as a server does.
 */
export function acceptRequest<T, Family extends AnyFamily>(
  listener: OpenDescriptor<Family>,
  wrap: (accepted: OpenDescriptor<Family>) => T,
  persistent = false,
): Request<T> {
  const { family, type, readiness } = listener
  const named = !NAMELESS.has(family)
  let outOfResources = false
  return {
    syscall: 'accept',
    waitsFor: 'readable',
    // Of a Unix listener that was shut down; a blocking accept(2) gets EINVAL, as TCP's does.
    eofAnswer: -EINVAL,
    subject: () => listenerText('accept', listener),
    // No event tells when there are descriptors again.
    get needsPolling() {
      return outOfResources
    },
    call(fd) {
      // accept(2) has no MSG_DONTWAIT, and another process may take the connection that poll(2) has
      // reported. A listener is never read from, so it keeps the flag.
      setNonblocking(fd, true)
      for (;;) {
        const name = emptyNameBuffer()
        const answer = native.accept(fd, named ? name : null)
        if (!persistent) return answer
        if (CONNECTION_ERRORS.has(answer)) continue
        outOfResources = OUT_OF_RESOURCES.has(answer)
        return outOfResources ? -EAGAIN : answer
      }
    },
    result(fd) {
      const accepted = new OpenDescriptor<Family>(fd, family, type, copyLastName())
      accepted.readiness.hasLowWater = readiness.hasLowWater
      return wrap(accepted)
    },
  }
}
