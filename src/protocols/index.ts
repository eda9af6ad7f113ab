import type { InOf, OutOf } from '../codec/codec.ts'
import type { Flags } from '../codec/flags.ts'
import type { Address } from './address.ts'
import type * as addressFamilies from './address-families.ts'
import type { ControlMessage } from './control.ts'
import * as controlTables from './control-tables.ts'
import type * as numberTables from './number-tables.ts'
import type { Option } from './option.ts'
import * as optionTables from './option-tables.ts'
import type { PROTOCOLS } from './socket-protocols.ts'

export type { Flags } from '../codec/flags.ts'
export type { FrameDirection, FrameProtocolName } from './packet/frames.ts'
export type { HardwareTypeName } from './packet/hardware-types.ts'

/** What all of the union's members have, in one. */
type Merged<Tables> = (Tables extends unknown ? (table: Tables) => void : never) extends (
  table: infer All,
) => void
  ? All
  : never

/** Every option's row, by its C name. */
type OptionRows = Merged<ReturnType<(typeof optionTables)[keyof typeof optionTables]>>

type NumberRows = Merged<(typeof numberTables)[keyof typeof numberTables]>

type ReadOf<Row> = Row extends { readonly codec: infer C } ? OutOf<C> : never

type SetOf<Row> = Row extends { readonly codec: infer C } ? InOf<C> : never

type DetailsOf<Row> = Row extends { readonly details: infer Details } ? Details : never

/** The value of each option as its codec reads it, by its C name. */
export type DecodedOptions = { [Name in keyof OptionRows]: ReadOf<OptionRows[Name]> }

/** The value of each option as it is set, by its C name. */
export type OptionsToSet = { [Name in keyof OptionRows]: SetOf<OptionRows[Name]> }

/** The C name of an option that has a row here. */
export type OptionName = keyof OptionsToSet

/** The C name of an option that setsockopt(2) takes. */
export type SettableOption = {
  [Name in OptionName]: DetailsOf<OptionRows[Name]> extends Record<'readOnly', true> ? never : Name
}[OptionName]

/** The C name of an option that getsockopt(2) answers. */
export type GettableOption = {
  [Name in OptionName]: DetailsOf<OptionRows[Name]> extends Record<'writeOnly', true> ? never : Name
}[OptionName]

/** The C name of an option whose value is a new descriptor. */
export type OpeningOption = {
  [Name in OptionName]: DetailsOf<OptionRows[Name]> extends Record<'opens', true> ? Name : never
}[OptionName]

/** What an option's value is when it is set. */
export type OptionInput<Name extends OptionName> = OptionsToSet[Name]

/** Options and the values to set, by their C names: any of them, in the order to set them. */
export type SettableOptions = Partial<Pick<OptionsToSet, SettableOption>>

/** A query that may be undefined is an optional argument. */
type QueryParameters<In> = undefined extends In ? [query?: In] : [query: In]

/** The query that `getOption` takes, by the C name of the option, as a tuple: empty for most. */
type OptionQueries = {
  [Name in OptionName]: DetailsOf<OptionRows[Name]> extends Record<'query', infer C>
    ? QueryParameters<InOf<C>>
    : []
}

/** The query that `getOption` takes to read an option, as a tuple: empty for most. */
export type OptionQuery<Name extends OptionName> = OptionQueries[Name]

type ControlRows = Merged<ReturnType<(typeof controlTables)[keyof typeof controlTables]>>

/** The value of each control message as it is received, by its C name. */
export type ControlValues = {
  [Name in keyof ControlRows as DetailsOf<ControlRows[Name]> extends Record<'sendOnly', true>
    ? never
    : Name]: ReadOf<ControlRows[Name]>
}

/** The value of each control message as it is sent, by its C name. */
export type ControlInputs = {
  [Name in keyof ControlRows as DetailsOf<ControlRows[Name]> extends Record<'receiveOnly', true>
    ? never
    : Name]: SetOf<ControlRows[Name]>
}

/** The C name of an address family. */
export type FamilyName = keyof typeof numberTables.FAMILIES

/** The C name of a type of socket. */
export type TypeName = Exclude<
  keyof typeof numberTables.SOCKET_TYPES,
  'SOCK_CLOEXEC' | 'SOCK_NONBLOCK'
>

/** An address family as socket(2) takes it: its C name, or its number. */
export type AnyFamily = FamilyName | number

/** A family of IP: what names of hosts are looked up to. */
export type InternetFamily = 'AF_INET' | 'AF_INET6'

type KnownFamilies = typeof addressFamilies

/** The C name of a family whose addresses are known. */
export type AddressFamilyName = keyof KnownFamilies

/**
 * The address of a socket, by the family that the socket was created with; IPV6_ADDRFORM can change
 * it.
 */
export type AddressByFamily = {
  [Family in AnyFamily]: Family extends AddressFamilyName
    ? OutOf<KnownFamilies[Family]['address']>
    : Address
}

/** Families whose datagrams all have a sender with an address. */
type FamilyWithSenders = InternetFamily | 'AF_NETLINK' | 'AF_PACKET'

/** The sender of a datagram, by the family of the socket; null where it may have no address. */
export type SenderByFamily = {
  [Family in AnyFamily]: AddressByFamily[Family] | (Family extends FamilyWithSenders ? never : null)
}

/** The address of a family as input, by the C name of the family. */
export type AddressInputByFamily = {
  [Family in AddressFamilyName]: InOf<KnownFamilies[Family]['address']>
}

/** What a socket reports as its family, by what it was created with: numbers may have a name. */
export type ReportedFamily = {
  [Family in AnyFamily]: Family extends FamilyName ? Family : AnyFamily
}

/** The C name of a protocol of IP. */
export type IpProtocolName = Exclude<keyof typeof numberTables.IP_PROTOCOLS, 'IPPROTO_MAX'>

/** The protocols of the families that name theirs. */
type NamedProtocols = {
  [Family in keyof typeof PROTOCOLS]: Exclude<keyof (typeof PROTOCOLS)[Family], 'IPPROTO_MAX'>
}

/** The C name of a protocol of socket(2). */
export type ProtocolName = NamedProtocols[keyof NamedProtocols]

/** The C names of the protocols that socket(2) takes, by the family. */
export type ProtocolByFamily = {
  [Family in AnyFamily]: Family extends keyof NamedProtocols ? NamedProtocols[Family] : ProtocolName
}

/** The C name of a flag of recv(2), send(2) and related calls. */
export type MessageFlag = keyof typeof numberTables.MESSAGE_FLAGS

/** The C name of an event of poll(2). */
export type PollEvent = keyof typeof numberTables.POLL_EVENTS

/** The C name of a flag of getaddrinfo(3). */
export type ResolverFlag = keyof typeof numberTables.RESOLVER_FLAGS

/** The C name of a flag of getnameinfo(3). */
export type NameFlag = Exclude<keyof typeof numberTables.NAME_FLAGS, 'NI_MAXHOST' | 'NI_MAXSERV'>

/** Flags of recv(2), send(2) and related calls: `'MSG_PEEK'`, or `['MSG_PEEK', 'MSG_TRUNC']`. */
export type MessageFlags = Flags<MessageFlag>

/** Events of poll(2): `'POLLIN'`, or `['POLLIN', 'POLLOUT']`. */
export type PollEvents = Flags<PollEvent>

/** Flags of getaddrinfo(3): `'AI_PASSIVE'`, or `['AI_PASSIVE', 'AI_NUMERICHOST']`. */
export type ResolverFlags = Flags<ResolverFlag>

/** Flags of getnameinfo(3): `'NI_NAMEREQD'`, or `['NI_NUMERICHOST', 'NI_NUMERICSERV']`. */
export type NameFlags = Flags<NameFlag>

/** The `code` of a `SocketError`: C's name of an error, or one of this library's own. */
export type ErrorCode =
  | keyof typeof numberTables.ERRNO
  | keyof typeof numberTables.RESOLVER_ERRORS
  | 'ERR_NETLINK_DUMP_INTERRUPTED'
  | 'ERR_SOCKET_CLOSED'
  | 'ERR_SOCKET_DESCRIPTORS_LOST'
  | 'ERR_SOCKET_TIMEOUT'

/** The numbers of names that have a type of their own. */
type NumbersOf<Values> = { readonly [Name in keyof Values]: number }

type OtherNumbers = { readonly [Name in keyof NumberRows]: number }

/** The value of each constant, by its C name; those that this platform lacks are not there. */
export type Constants = OtherNumbers &
  NumbersOf<OptionsToSet> &
  NumbersOf<Omit<ControlInputs & ControlValues, OptionName>>

/** The C name of a constant. */
export type ConstantName = keyof Constants

let options: readonly Option[] | undefined
let byName: ReadonlyMap<string, Option> | undefined
let controls: readonly ControlMessage[] | undefined

/** Every option, sorted by level and name. */
export function everyOption(): readonly Option[] {
  return (options ??= Object.values(optionTables).flatMap((table) =>
    Object.values<Option>(table()),
  ))
}

/** The row of an option, by its C name. */
export function optionByName(name: string): Option | undefined {
  return (byName ??= new Map(everyOption().map((row) => [row.name, row]))).get(name)
}

/** Every kind of control message, sorted by level and name. */
export function everyControl(): readonly ControlMessage[] {
  return (controls ??= Object.values(controlTables).flatMap((table) =>
    Object.values<ControlMessage>(table()),
  ))
}
