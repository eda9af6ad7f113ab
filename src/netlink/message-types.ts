import { constantOr, platform } from '../binding.ts'
import { namedNumber } from '../codec/named-number.ts'
import { ROUTE_MESSAGES } from '../protocols/netlink/route.ts'
import { GENERIC_NETLINK, NETLINK_VALUES } from '../protocols/netlink/values.ts'
import { SOCK_DIAG_VALUES } from '../protocols/netlink/sock-diag.ts'

const { NLMSG_DONE, NLMSG_ERROR, NLMSG_NOOP, NLMSG_OVERRUN } = NETLINK_VALUES
const { SOCK_DESTROY, SOCK_DIAG_BY_FAMILY } = SOCK_DIAG_VALUES
const { GENL_ID_CTRL } = GENERIC_NETLINK
const NLMSG_MIN_TYPE = constantOr('NLMSG_MIN_TYPE', 16)

/** The types of messages that each protocol has. */
const TYPES = {
  NETLINK_GENERIC: { GENL_ID_CTRL },
  NETLINK_ROUTE: ROUTE_MESSAGES,
  NETLINK_SOCK_DIAG: { SOCK_DESTROY, SOCK_DIAG_BY_FAMILY },
}

/** The types that every protocol has. */
const COMMON = { NLMSG_DONE, NLMSG_ERROR, NLMSG_NOOP, NLMSG_OVERRUN }

const ALL = {
  ...COMMON,
  ...TYPES.NETLINK_GENERIC,
  ...TYPES.NETLINK_ROUTE,
  ...TYPES.NETLINK_SOCK_DIAG,
}

/** The C name of a type of messages: `'RTM_GETLINK'`. */
type MessageTypeName = keyof typeof ALL

/** A type of messages: its C name, or the number, as of a family of generic netlink. */
export type MessageType = number | MessageTypeName

/** The number of a type, which other protocols may use for another one. */
export function messageType(type: unknown): unknown {
  const isName = typeof type === 'string' && !/^\d/.test(type)
  return isName ? namedNumber(type, 'type', 'type of messages', ALL, platform) : type
}

/** The types of the messages of a protocol; undefined if it is not known. */
function typesOf(protocol: number): [protocol: string, types: object] | undefined {
  const found = Object.entries(TYPES).find(([name]) => platform.constant(name) === protocol)
  return found && [found[0], { ...COMMON, ...found[1] }]
}

/** The number of a type that a protocol must have; a TypeError for the name of another's. */
export function requestType(type: unknown, protocol: number): unknown {
  const number = messageType(type)
  const [name, types] = typesOf(protocol) ?? []
  const isName = number !== type
  if (!isName || !types || Object.hasOwn(types, type as string)) return number
  throw new TypeError(`${String(type)} is not a type of messages of ${name}`)
}

/** `'RTM_NEWLINK'`, or `'type 20'` where the protocol does not have it. */
export function messageTypeName(type: number, protocol: number): string {
  const [, types = COMMON] = typesOf(protocol) ?? []
  return Object.keys(types).find((name) => platform.constant(name) === type) ?? `type ${type}`
}

/** The headers of RTM_*, by what follows the verb. */
const HEADERS: Readonly<Record<string, string>> = {
  ...{ LINK: 'ifinfomsg', LINKPROP: 'ifinfomsg', NEIGH: 'ndmsg', ROUTE: 'rtmsg', RULE: 'rtmsg' },
  ...{ ADDR: 'ifaddrmsg', ANYCAST: 'ifaddrmsg', MULTICAST: 'ifaddrmsg' },
}

/**
 * Throws a TypeError for a request that Linux ignores, so that a dump would wait forever:
 * `rtnetlink_rcv_msg` needs one byte after the header, and only what gets something is dumped.
 */
export function checkNotIgnored(
  type: number,
  protocol: number,
  payload: Uint8Array | undefined,
  isDump: boolean,
): void {
  const isEmpty = (payload?.length ?? 0) === 0
  if (!isEmpty && !isDump) return
  const name = messageTypeName(type, protocol)
  const [, verb, kind = ''] = /^RTM_(NEW|DEL|GET|SET)(.+)/.exec(name) ?? []
  if (verb !== undefined && isEmpty) {
    const header = HEADERS[kind]
    const cure = header === undefined ? 'the header of its kind' : `${header}.encode()`
    throw new TypeError(`${name} needs a payload: ${cure}`)
  }
  const isChange = verb === undefined ? name === 'SOCK_DESTROY' : verb !== 'GET'
  if (isDump && (isChange || type < NLMSG_MIN_TYPE))
    throw new TypeError(`Cannot dump ${name}: use request`)
}
