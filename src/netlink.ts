import { platform } from './binding.ts'
import { type Attribute, type AttributeInput, attributeList } from './netlink/attributes.ts'
import { type Message, type MessageInput, messageList } from './netlink/messages.ts'
import { type Payload, payloadOf } from './netlink/payloads.ts'
import * as headers from './protocols/netlink/headers.ts'
import type {
  AddressHeader,
  GenericHeader,
  HeaderInput,
  LinkHeader,
  NeighbourHeader,
  RouteHeader,
} from './protocols/netlink/headers.ts'
import * as sockDiag from './protocols/netlink/sock-diag-headers.ts'
import type {
  InetDiagMessage,
  InetDiagRequest,
  UnixDiagMessage,
  UnixDiagRequest,
} from './protocols/netlink/sock-diag-headers.ts'

export type { Attribute, AttributeInput } from './netlink/attributes.ts'
export type { RequestInput } from './netlink/exchange.ts'
export type { MessageType } from './netlink/message-types.ts'
export type { Message, MessageInput, NetlinkFlag, NetlinkFlags } from './netlink/messages.ts'
export type { Payload } from './netlink/payloads.ts'
export {
  type Acknowledgement,
  NetlinkError,
  readAcknowledgement,
} from './netlink/acknowledgement.ts'
export {
  type AsyncRequestOptions,
  dump,
  dumpSync,
  request,
  type RequestOptions,
  requestSync,
} from './netlink/requests.ts'
export {
  attributeOf,
  attributesOf,
  ip,
  ipOf,
  memoryInfoOf,
  nested,
  s32,
  s32Of,
  tcpInfoOf,
  text,
  textOf,
  u16,
  u16Of,
  u32,
  u32Of,
  u64,
  u64Of,
  u8,
  u8Of,
} from './netlink/values.ts'
export type {
  AddressHeader,
  GenericHeader,
  HeaderInput,
  LinkHeader,
  NeighbourHeader,
  RouteHeader,
} from './protocols/netlink/headers.ts'
export type {
  InetDiagMessage,
  InetDiagRequest,
  UnixDiagMessage,
  UnixDiagRequest,
} from './protocols/netlink/sock-diag-headers.ts'

/** Encodes messages into one datagram, each padded to four bytes. */
export function encodeMessages(messages: readonly MessageInput[]): Uint8Array {
  return messageList.encode(messages, platform)
}

/**
 * Decodes the messages in a datagram. Their payloads are views of it, not copies.
 *
 * @throws {RangeError} If a message is truncated or its length is wrong. With its position.
 */
export function decodeMessages(bytes: Uint8Array): Message[] {
  return messageList.decode(bytes, platform)
}

/** Encodes a list of attributes, each padded to four bytes. */
export function encodeAttributes(attributes: readonly AttributeInput[]): Uint8Array {
  return attributeList.encode(attributes, platform)
}

/**
 * Decodes a list of attributes. Their data are views of the bytes, not copies.
 *
 * @throws {RangeError} If an attribute is truncated or its length is wrong. With its position.
 */
export function decodeAttributes(bytes: Uint8Array): Attribute[] {
  return attributeList.decode(bytes, platform)
}

/** The payload of RTM_*LINK: struct ifinfomsg, and `IFLA_*`. */
export const ifinfomsg: Payload<
  LinkHeader,
  HeaderInput<LinkHeader, 'link'>
> = /* @__PURE__ */ payloadOf(headers.ifinfomsg, platform)

/** The payload of RTM_*ADDR: struct ifaddrmsg, and `IFA_*`. */
export const ifaddrmsg: Payload<
  AddressHeader,
  HeaderInput<AddressHeader>
> = /* @__PURE__ */ payloadOf(headers.ifaddrmsg, platform)

/** The payload of RTM_*ROUTE: struct rtmsg, and `RTA_*`. */
export const rtmsg: Payload<RouteHeader, HeaderInput<RouteHeader>> = /* @__PURE__ */ payloadOf(
  headers.rtmsg,
  platform,
)

/** The payload of RTM_*NEIGH: struct ndmsg, and `NDA_*`. */
export const ndmsg: Payload<
  NeighbourHeader,
  HeaderInput<NeighbourHeader>
> = /* @__PURE__ */ payloadOf(headers.ndmsg, platform)

/** The payload of generic netlink: struct genlmsghdr, and the attributes of the family. */
export const genlmsghdr: Payload<
  GenericHeader,
  HeaderInput<GenericHeader>
> = /* @__PURE__ */ payloadOf(headers.genlmsghdr, platform)

/** A request for sockets of IP: struct inet_diag_req_v2, and `INET_DIAG_REQ_*`. */
export const inet_diag_req_v2: Payload<
  InetDiagRequest,
  HeaderInput<InetDiagRequest, 'socket'>
> = /* @__PURE__ */ payloadOf(sockDiag.inet_diag_req_v2, platform)

/** A socket of IP: struct inet_diag_msg, and `INET_DIAG_*`. */
export const inet_diag_msg: Payload<
  InetDiagMessage,
  HeaderInput<InetDiagMessage>
> = /* @__PURE__ */ payloadOf(sockDiag.inet_diag_msg, platform)

/** A request for Unix sockets: struct unix_diag_req. */
export const unix_diag_req: Payload<
  UnixDiagRequest,
  HeaderInput<UnixDiagRequest>
> = /* @__PURE__ */ payloadOf(sockDiag.unix_diag_req, platform)

/** A Unix socket: struct unix_diag_msg, and `UNIX_DIAG_*`. */
export const unix_diag_msg: Payload<
  UnixDiagMessage,
  HeaderInput<UnixDiagMessage>
> = /* @__PURE__ */ payloadOf(sockDiag.unix_diag_msg, platform)
