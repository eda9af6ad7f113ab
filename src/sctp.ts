import { constantOr, platform } from './binding.ts'
import type { AnyFamily } from './protocols/index.ts'
import { decodeNotification, type SctpNotification } from './protocols/sctp/notifications.ts'
import type { Socket } from './socket/socket.ts'

export type {
  SctpAdaptation,
  SctpAssociationChange,
  SctpAssociationReset,
  SctpAuthentication,
  SctpKnownNotification,
  SctpNotification,
  SctpNotificationOf,
  SctpPartialDelivery,
  SctpPeerAddressChange,
  SctpRemoteError,
  SctpSendFailed,
  SctpSendFailedEvent,
  SctpSenderDry,
  SctpShutdown,
  SctpStreamChange,
  SctpStreamResetEvent,
  SctpUnknownNotification,
} from './protocols/sctp/notifications.ts'

const MSG_NOTIFICATION = constantOr('MSG_NOTIFICATION', 0)

/** What a receive has returned. */
export interface ReceivedOfSctp {
  /** The bytes received. */
  readonly data: Uint8Array
  /** `MSG_*` bits as the kernel set them. */
  readonly flags: number
}

/**
 * The notification in what `recvMessage` has returned; null if that is a message of the peer. The
 * options SCTP_EVENT and SCTP_EVENTS say which notifications are received.
 *
 * @throws {RangeError} If the notification is longer than the `size` to receive; the next receive
 * returns the rest of it.
 */
export function notificationIn({ data, flags }: ReceivedOfSctp): SctpNotification | null {
  return (flags & MSG_NOTIFICATION) === 0 ? null : decodeNotification(data, platform)
}

/**
 * Gives an association of a one-to-many socket a socket of its own, as sctp_peeloff(3) does. It is
 * close-on-exec, as accepted sockets are.
 *
 * @param associationId The `assoc_id` of SCTP_RCVINFO, or of the notification SCTP_ASSOC_CHANGE.
 */
export function peelOff<Family extends AnyFamily>(
  socket: Socket<Family>,
  associationId: number,
): Socket<Family> {
  const descriptor = socket.getOption('SCTP_SOCKOPT_PEELOFF_FLAGS', associationId)
  return descriptor.toSocket() as Socket<Family> // of the same family
}
