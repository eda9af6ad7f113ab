import { facts } from './binding.ts'
import type { Constants } from './protocols/index.ts'

/**
 * The numbers of C's names on this platform: flags to be OR-ed (`MSG_PEEK`, `POLLIN`, `AI_PASSIVE`),
 * and everything else that has a number. A name that this platform lacks is not there.
 */
export const constants = Object.freeze(facts.constants) as Constants

export { SocketError, SocketTimeoutError, type ErrorSubject } from './errors.ts'
export type {
  Address,
  AddressLike,
  KnownAddress,
  UnknownAddress,
  UnspecifiedAddress,
} from './protocols/address.ts'
export type { PacketInfo } from './protocols/ip/control.ts'
export type { InetAddress } from './protocols/ip/address.ts'
export type { Inet6Address } from './protocols/ipv6/address.ts'
export type { PacketInfo6 } from './protocols/ipv6/control.ts'
export type {
  UnixAbstractAddress,
  UnixAddress,
  UnixPathAddress,
  UnixUnnamedAddress,
} from './protocols/unix/address.ts'
export type {
  ConstantName,
  Constants,
  ControlInputs,
  ControlValues,
  FamilyName,
  GettableOption,
  OptionInput,
  OptionName,
  OptionQuestion,
  Options,
  OptionsToSet,
  OptionValue,
  SettableOption,
  TypeName,
} from './protocols/index.ts'
export type { TypesBlocked, TypesToBlock } from './protocols/icmp/options.ts'
export type {
  GroupFilter,
  GroupFilterToSet,
  GroupMembership,
  GroupSource,
} from './protocols/ip/groups.ts'
export type {
  FilteredGroup,
  Membership,
  MulticastInterface,
  SourceFilter,
  SourceFilterToSet,
  SourceMembership,
} from './protocols/ip/multicast.ts'
export type { PortRange } from './protocols/ip/options.ts'
export type { FlowLabelQuestion, FlowLabelRequest } from './protocols/ipv6/flow-labels.ts'
export type { Membership6, StickySource } from './protocols/ipv6/options.ts'
export type { PathMtu } from './protocols/ipv6/path-mtu.ts'
export type { Credentials, Linger } from './protocols/socket/options.ts'
export { formatAddress, parseAddress } from './socket/addresses.ts'
export {
  type ConnectionOptions,
  connect,
  connectSync,
  type HostTarget,
  type Target,
} from './socket/connecting.ts'
export type { Control, ControlToSend, RawControlMessage } from './socket/control.ts'
export { Descriptor, type DescriptorHolder, type HasDescriptor } from './socket/descriptor.ts'
export type { AsyncWaitOptions, WaitOptions } from './socket/handle.ts'
export { type Interface, type InterfaceAddress, interfaces } from './socket/interfaces.ts'
export type { Lender } from './socket/lending.ts'
export {
  type HostPlace,
  type ListeningOptions,
  listen,
  listenSync,
  type Place,
} from './socket/listening.ts'
export type {
  MessageFacts,
  MessageOptions,
  ReceivedMessage,
  ReceivedMessageInto,
  ReceivedMessageParts,
} from './socket/messages.ts'
export { type PollEntry, poll, type Ready, pollSync } from './socket/polling.ts'
export type {
  AsyncReceiveOptions,
  Part,
  Received,
  ReceivedInto,
  ReceiveOptions,
} from './socket/receiving.ts'
export {
  type Names,
  type Resolved,
  type ResolveHints,
  resolve,
  resolveSync,
  reverse,
  reverseSync,
} from './socket/resolve.ts'
export type {
  AsyncSendOptions,
  Data,
  MessageToSend,
  OneData,
  SendOptions,
} from './socket/sending.ts'
export { type Half, Socket } from './socket/socket.ts'
