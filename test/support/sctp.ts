import { Socket } from '../../src/index.ts'
import { notificationIn, type SctpKnownNotification } from '../../src/sctp.ts'
import { absent } from './absent.ts'
import type { Form } from './forms.ts'
import { loopback } from './kinds.ts'
import { PATIENCE } from './patience.ts'

/** Why this kernel has no SCTP; false if it has. */
export const noSctp: string | false = absent('AF_INET', 'SOCK_STREAM', 'IPPROTO_SCTP')

/** Of one association, or of many. */
type SctpType = 'SOCK_STREAM' | 'SOCK_SEQPACKET'

/** The families over which SCTP is tested. */
export type Internet = 'AF_INET' | 'AF_INET6'

/** A socket of SCTP. */
export function sctp<Family extends Internet = 'AF_INET'>(
  type: SctpType,
  family: Family = 'AF_INET' as Family,
): Socket<Family> {
  const socket = new Socket(family, type, 'IPPROTO_SCTP')
  socket.timeout = PATIENCE
  return socket
}

/** A socket that is bound to the loopback address. */
export function bound<Family extends Internet = 'AF_INET'>(
  type: SctpType,
  family: Family = 'AF_INET' as Family,
): Socket<Family> {
  const socket = sctp(type, family)
  socket.bind(loopback(family))
  return socket
}

/** A bound socket that takes associations. */
export function listening<Family extends Internet = 'AF_INET'>(
  type: SctpType,
  family: Family = 'AF_INET' as Family,
): Socket<Family> {
  const socket = bound(type, family)
  socket.listen()
  return socket
}

/** Has a socket receive notifications of these types. */
export function notify(
  socket: Socket<Internet>,
  ...types: readonly SctpKnownNotification['type'][]
): void {
  for (const type of types) socket.setOption('SCTP_EVENT', { type, on: true })
}

/** The next message or notification of a socket. */
export async function next(form: Form, socket: Socket<Internet>) {
  const message = await form.call(socket, 'recvMessage', { control: true })
  return { ...message, notification: notificationIn(message) }
}
