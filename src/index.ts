import { numbers } from './binding.ts'
import type { Constants } from './protocols/index.ts'

/**
 * The numbers of C's names on this platform: flags to be OR-ed (`MSG_PEEK`, `POLLIN`, `AI_PASSIVE`),
 * and everything else that has a number. A name that this platform lacks is not there.
 */
export const constants = Object.freeze(numbers) as Constants

export { errorText, resolverErrorText } from './error-texts.ts'
export { type ErrorSubject, SocketError, SocketTimeoutError } from './errors.ts'
export type {
  Address,
  AddressLike,
  KnownAddress,
  UnknownAddress,
  UnspecifiedAddress,
} from './protocols/address.ts'
export type { AlgAddress } from './protocols/alg/address.ts'
export type {
  BluetoothAddress,
  BluetoothBroadcast,
  BluetoothHciAddress,
  BluetoothIsoAddress,
  BluetoothL2capAddress,
  BluetoothRfcommAddress,
  BluetoothScoAddress,
} from './protocols/bluetooth/sockaddr.ts'
export type {
  BluetoothConnectionInfo,
  BluetoothSecurity,
  HciFilter,
  L2capOptions,
} from './protocols/bluetooth/options.ts'
export type {
  AnyCanAddress,
  CanAddress,
  CanAddressInput,
  CanIsotpAddress,
  CanJ1939Address,
} from './protocols/can/address.ts'
export type {
  CanFdFlag,
  CanFilter,
  CanIsotpFlag,
  CanIsotpFlowControl,
  CanIsotpLinkLayer,
  CanIsotpLinkLayerToSet,
  CanIsotpOptions,
  CanIsotpOptionsToSet,
  CanXlVcidFlag,
  CanXlVcidOptions,
  CanXlVcidOptionsToSet,
  J1939Filter,
} from './protocols/can/options.ts'
export type { QrtrAddress } from './protocols/qrtr/address.ts'
export type { DccpReceiverRate, DccpSenderRate } from './protocols/dccp/rates.ts'
export type { RdmaStatus, RdsLatency } from './protocols/rds/control.ts'
export type {
  SctpAssociation,
  SctpAssociationParameters,
  SctpAssociationParametersToSet,
  SctpAssociationValue,
  SctpDelayedAcknowledgement,
  SctpDelayedAcknowledgementToSet,
  SctpRetransmissionTimeout,
  SctpRetransmissionTimeoutToSet,
} from './protocols/sctp/association.ts'
export type { SctpKey, SctpKeyNumber } from './protocols/sctp/authentication.ts'
export type {
  SctpEvent,
  SctpEventName,
  SctpEventQuery,
  SctpEvents,
  SctpEventsToSet,
  SctpEventToSet,
} from './protocols/sctp/events.ts'
export type {
  SctpInitialization,
  SctpInitializationToSet,
  SctpNextInfo,
  SctpPartialReliability,
  SctpReceiveInfo,
  SctpSendFlag,
  SctpSendInfo,
  SctpSendInfoToSend,
  SctpSendReceiveInfo,
  SctpSendReceiveInfoToSend,
} from './protocols/sctp/messages.ts'
export type {
  SctpEncapsulation,
  SctpEncapsulationToSet,
  SctpPath,
  SctpPathFlag,
  SctpPathParameters,
  SctpPathParametersToSet,
  SctpPathThresholds,
  SctpPathThresholds2,
  SctpPathThresholds2ToSet,
  SctpPathThresholdsToSet,
  SctpPeerAddress,
  SctpPeerAddressInput,
  SctpProbeInterval,
  SctpProbeIntervalToSet,
} from './protocols/sctp/paths.ts'
export type {
  SctpAbandoned,
  SctpAbandonedQuery,
  SctpAbandonedStreamQuery,
  SctpDefaultReliability,
  SctpDefaultReliabilityToSet,
  SctpPolicy,
} from './protocols/sctp/reliability.ts'
export type { SctpPathInfo, SctpStatistics, SctpStatus } from './protocols/sctp/status.ts'
export type {
  SctpReconfiguration,
  SctpStreamDirection,
  SctpStreamQuery,
  SctpStreamReset,
  SctpStreamsToAdd,
  SctpStreamValue,
} from './protocols/sctp/streams.ts'
export type {
  TipcAddress,
  TipcServiceAddress,
  TipcServiceRange,
  TipcMember,
  TipcSocketAddress,
} from './protocols/tipc/address.ts'
export type { TipcErrorInfo, TipcServiceName } from './protocols/tipc/control.ts'
export type { TipcGroup, TipcGroupFlag, TipcGroupRequest } from './protocols/tipc/options.ts'
export type { PacketInfo, PacketInfoToSend } from './protocols/ip/control.ts'
export type { InetAddress } from './protocols/ip/address.ts'
export type { Inet6Address } from './protocols/ipv6/address.ts'
export type { PacketInfo6, PacketInfo6ToSend } from './protocols/ipv6/control.ts'
export type { PacketAddress, PacketAddressInput } from './protocols/packet/address.ts'
export type { PacketAuxdata } from './protocols/packet/control.ts'
export type {
  PacketFanout,
  PacketFanoutFlag,
  PacketFanoutToSet,
  PacketMembership,
  PacketMembershipInput,
  PacketRing,
  PacketRingFeature,
  PacketRingToSet,
  PacketRolloverStatistics,
  PacketStatistics,
} from './protocols/packet/options.ts'
export type {
  UnixAbstractAddress,
  UnixAddress,
  UnixPathAddress,
  UnixUnnamedAddress,
} from './protocols/unix/address.ts'
export type { VsockAddress } from './protocols/vsock/address.ts'
export type { XdpAddress, XdpAddressInput, XdpBindFlag } from './protocols/xdp/address.ts'
export type {
  XdpMmapOffsets,
  XdpRingOffset,
  XdpStatistics,
  XdpUmem,
  XdpUmemFlag,
  XdpUmemToSet,
} from './protocols/xdp/options.ts'
export type {
  AddressByFamily,
  AddressFamilyName,
  AddressInputByFamily,
  AnyFamily,
  ConstantName,
  Constants,
  ControlInputs,
  ControlValues,
  ErrorCode,
  FamilyName,
  Flags,
  FrameDirection,
  FrameProtocolName,
  GettableOption,
  HardwareTypeName,
  InternetFamily,
  IpProtocolName,
  MessageFlag,
  MessageFlags,
  NameFlag,
  NameFlags,
  OptionInput,
  OptionName,
  OptionQuery,
  OptionsToSet,
  PollEvent,
  PollEvents,
  ProtocolByFamily,
  ProtocolName,
  ReportedFamily,
  ResolverFlag,
  ResolverFlags,
  SenderByFamily,
  SettableOption,
  SettableOptions,
  TypeName,
} from './protocols/index.ts'
export type { Options, OptionValue } from './socket/options.ts'
export type { NetlinkAddress } from './protocols/netlink/address.ts'
export type { NetlinkPacketInfo } from './protocols/netlink/control.ts'
export type { Endpoint } from './protocols/ip/endpoint.ts'
export type { MptcpInfo } from './protocols/mptcp/info.ts'
export type { MptcpSubflow } from './protocols/mptcp/subflows.ts'
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
export type {
  FlowLabel,
  FlowLabelFlag,
  FlowLabelQuery,
  FlowLabelRequest,
} from './protocols/ipv6/flow-labels.ts'
export type { Membership6, StickySource } from './protocols/ipv6/options.ts'
export type { PathMtu } from './protocols/ipv6/path-mtu.ts'
export type {
  TcpAoDeletion,
  TcpAoKey,
  TcpAoKeyFlag,
  TcpAoKeyToDelete,
  TcpAoKeyToSet,
} from './protocols/tcp/authentication.ts'
export type {
  TcpAoInfo,
  TcpAoKeyQuery,
  TcpAoKnownKey,
  TcpAoRepair,
} from './protocols/tcp/authentication-state.ts'
export type { TcpInfo } from './protocols/tcp/info.ts'
export type { TcpRepairOption, TcpRepairWindow } from './protocols/tcp/repair.ts'
export type {
  TcpMd5Flag,
  TcpMd5Signature,
  TcpMd5SignatureToSet,
} from './protocols/tcp/signature.ts'
export type { TlsCipher, TlsCryptoInfo, TlsCryptoKind } from './protocols/tls/crypto-info.ts'
export type { BpfInstruction } from './protocols/socket/filter.ts'
export type {
  Credentials,
  DeviceMemoryTokens,
  Linger,
  MemoryInfo,
  Timestamping,
  TimestampingFlag,
  TimestampingToSet,
  TxTime,
  TxTimeFlag,
  TxTimeToSet,
} from './protocols/socket/options.ts'
export type { DeviceMemoryFragment } from './protocols/socket/device-memory.ts'
export type { StampedPacket } from './protocols/socket/control.ts'
export type { ExtendedError } from './protocols/extended-error.ts'
export type { PacketTimestamps } from './protocols/socket/packet-timestamps.ts'
export { formatAddress, parseAddress } from './socket/addresses.ts'
export {
  type BindOptions,
  type BindTarget,
  bind,
  bindSync,
  type HostBindTarget,
} from './socket/bind.ts'
export type {
  BorrowedFamily,
  BorrowSource,
  ClosingOwner,
  DatagramOwner,
} from './socket/borrow.ts'
export type { AsyncWaitOptions, WaitOptions } from './socket/call-options.ts'
export {
  type ConnectOptions,
  type ConnectTarget,
  connect,
  connectSync,
  type HostConnectTarget,
} from './socket/connect/connect.ts'
export type { Control, ControlToSend, RawControlMessage } from './socket/control.ts'
export { Descriptor } from './socket/descriptor.ts'
export type { DescriptorHolder, DescriptorLike } from './socket/descriptor-number.ts'
export {
  type Interface,
  type InterfaceAddress,
  interfaceIndex,
  interfaceName,
  interfaces,
} from './socket/interfaces.ts'
export {
  type HostListenTarget,
  type ListenOptions,
  type ListenTarget,
  listen,
  listenSync,
} from './socket/listen/listen.ts'
export { internetChecksum } from './socket/internet-checksum.ts'
export type { InitialOptions } from './socket/initial-options.ts'
export type { BoundSocketOptions, LocalHost, LocalTarget } from './socket/open-bound.ts'
export type { SocketCreationOptions } from './socket/open-socket.ts'
export {
  type DescriptorEntry,
  type PollEntry,
  type PollResult,
  poll,
  pollSync,
} from './socket/poll.ts'
export type {
  AsyncReceiveOptions,
  ByteRange,
  ReceiveOptions,
  TryReceiveOptions,
} from './socket/receive/receive-options.ts'
export type {
  IcmpKind,
  QueuedError,
  QueuedErrorOptions,
  QueuedErrorOrigin,
  TimestampReason,
  TransmitTimestamps,
  ZeroCopyCompletion,
} from './socket/receive/recv-error.ts'
export type {
  PeerCredentials,
  PeerCredentialsOptions,
  PeerCredentialsWithPidfd,
} from './socket/peer-credentials.ts'
export type { DatagramOptions, ReceivedDatagram } from './socket/receive/recv-datagram.ts'
export type { ReceivedDescriptors } from './socket/receive/recv-descriptors.ts'
export type { Received, ReceivedInto } from './socket/receive/recv-from.ts'
export type {
  EachMessageOptions,
  MessageOptions,
  ReceivedMessage,
  ReceivedMessageInto,
  ReceivedMessageParts,
} from './socket/receive/recv-message.ts'
export type { MessageInfo } from './socket/receive/message-report.ts'
export {
  type NameInfo,
  type Resolved,
  type ResolveHints,
  resolve,
  resolveSync,
  reverse,
  reverseSync,
} from './socket/resolve.ts'
export type { MessageToSend } from './socket/send/send-message.ts'
export type {
  AsyncSendOptions,
  SendBuffer,
  SendData,
  SendOptions,
  TrySendOptions,
} from './socket/send/send-options.ts'
export { type ShutdownHow, Socket } from './socket/socket.ts'
export type { FamilyTarget, InternetTarget } from './socket/target.ts'
export type { SocketHandle } from './socket/socket-handle.ts'
export type { StreamAddress } from './socket/stream/stream-address.ts'
export type { SocketStream, StreamOptions } from './socket/stream/socket-stream.ts'
export type { FileLike } from './socket/transfer/open-file.ts'
export type { AsyncPipeOptions, PipeOptions } from './socket/transfer/pipe-to.ts'
export type { AsyncSendFileOptions, SendFileOptions } from './socket/transfer/send-file.ts'
