import { type AboutNames, unknownKey } from '../codec/known-keys.ts'
import type { FlagTable } from '../codec/flags.ts'
import type { OtherNames } from '../codec/nearest.ts'
import { show } from '../codec/show.ts'
import { hasNames } from '../codec/type-check.ts'
import { isSignal } from '../engine/wait-limits.ts'

/** Names that are no option of a call, separated by spaces, and where they belong. */
export type Elsewhere = readonly (readonly [names: string, text: string])[]

const FIRST = 'it belongs to the first argument'
const PARTS = [
  'offset length start end',
  'send a part of a view: view.subarray(start, end)',
] as const
const CONTROL = ['control', 'sendMessage takes it, with the data: { data, control }'] as const
const OF_SENDS: Elsewhere = [
  CONTROL,
  PARTS,
  ['encoding', 'text is sent as UTF-8: Buffer.from(text, encoding)'],
  ['ttl', 'it is an option of the socket: IP_TTL, IPV6_UNICAST_HOPS'],
]
const ADDRESS = 'address port host to family path abstract'

export const NOT_OF_RECEIVE_INTO: Elsewhere = [
  ['peek', "give flags: 'MSG_PEEK'"],
  ['address', 'recvFrom returns the sender'],
  ['control', 'recvMessage takes it'],
  ['encoding', 'the result is a Buffer: buffer.toString(encoding)'],
]
export const NOT_OF_RECEIVE: Elsewhere = [
  ['max size length', 'the maximum is the argument before the options'],
  ...NOT_OF_RECEIVE_INTO,
]
export const NOT_OF_SEND: Elsewhere = [[ADDRESS, 'sendTo takes an address'], ...OF_SENDS]
export const NOT_OF_SEND_TO: Elsewhere = [
  [ADDRESS, 'the address is the argument before the options'],
  ...OF_SENDS,
]
export const NOT_OF_SEND_MESSAGE: Elsewhere = [
  ['address control data', 'it belongs to the message, the first argument'],
  ...OF_SENDS,
]
export const NOT_OF_ADDRESS: Elsewhere = [[ADDRESS, FIRST]]
export const NOT_OF_TARGET: Elsewhere = [
  [ADDRESS, FIRST],
  ['type protocol options localAddress backlog reusePort dualStack', FIRST],
]

const OF_THE_ADDRESS = "it belongs to the address, '127.0.0.1:80'"
const NEXT = 'it belongs to the options, the next argument'

/** What is no part of a message to send. */
export const NOT_OF_MESSAGE: AboutNames = /* @__PURE__ */ new Map([
  ['to', 'give it as address'],
  ...['port', 'family', 'path', 'abstract'].map((name) => [name, OF_THE_ADDRESS] as const),
  ...['flags', 'timeout', 'deadline', 'signal'].map((name) => [name, NEXT] as const),
])

export const NOT_OF_MESSAGES: Elsewhere = [
  ['sizes into', 'each message has one buffer, of this size: { size }'],
]

/** What is an option of no call that may wait, and what to do instead. */
const NOT_OF_WAITS: Elsewhere = [
  ['wait blocking nonBlocking nonblocking dontWait', 'with timeout: 0, a call does not wait'],
]

/** Options by the names that others have for them, in lower case. */
const OTHER_NAMES: OtherNames = /* @__PURE__ */ new Map<string, string | readonly string[]>([
  ['abort', 'signal'],
  ['abortsignal', 'signal'],
  ['buffer', 'into'],
  ['buffers', 'into'],
  ['bytelength', ['length', 'size']],
  ['byteoffset', 'offset'],
  ['cancel', 'signal'],
  ['length', 'size'],
  ['max', ['size', 'length']],
  ['ms', 'timeout'],
  ['size', 'length'],
  ['start', 'offset'],
])

/**
 * The error for an option that a call does not have, with where it belongs.
 *
 * @param instead What to do about the options of other forms of the call.
 */
export function unknownOption(
  name: string,
  known: ReadonlySet<string>,
  elsewhere: Elsewhere,
  instead: AboutNames,
): Error {
  const isNamed = ([names]: Elsewhere[number]): boolean => names.split(' ').includes(name)
  const [, place] =
    (known.has('timeout') ? [...elsewhere, ...NOT_OF_WAITS] : elsewhere).find(isNamed) ?? []
  // Not looked up: berkeley/raw and berkeley/netlink do without the tables of options.
  const isOfSocket = /^(SO|IP|IPV6|TCP|UDP|MCAST)_[A-Z]/.test(name)
  const ofSocket = `options of the socket are set by setOption('${name}', …)`
  const text = instead.get(name) ?? (isOfSocket ? ofSocket : place)
  return unknownKey(name, known, 'option', text, OTHER_NAMES)
}

/**
 * The error for what is given in place of the options, with the option that takes it.
 *
 * @param before What precedes the options, for what none of them takes.
 */
export function notOptions(
  given: unknown,
  known: ReadonlySet<string>,
  flags: FlagTable,
  before: string,
  instead: AboutNames,
): TypeError {
  const isNumber = typeof given === 'number' && before === ''
  const hint = isNumber ? takingNumber(given, known) : taking(given, known, flags, instead)
  return new TypeError(`Options must be an object, not ${show(given)}${hint ?? before}`)
}

function takingNumber(given: number, known: ReadonlySet<string>): string | undefined {
  const names = ['size', 'timeout', 'flags'].filter((name) => known.has(name))
  if (names.length === 0) return undefined
  return `: give ${names.map((name) => `{ ${name}: ${given} }`).join(' or ')}`
}

function taking(
  given: unknown,
  known: ReadonlySet<string>,
  flags: FlagTable,
  instead: AboutNames,
): string | undefined {
  if (isSignal(given)) return `: ${instead.get('signal') ?? 'give { signal }'}`
  if (ArrayBuffer.isView(given)) return known.has('into') ? ': give { into }' : undefined
  if (typeof given === 'function') return known.has('signal') ? ': await the promise' : undefined
  const names: readonly unknown[] = Array.isArray(given) ? given : [given]
  const areFlags = names.every((name) => typeof name === 'string' && Object.hasOwn(flags, name))
  if (!areFlags || names.length === 0 || !known.has('flags')) return undefined
  return `: give { flags: ${names === given ? '[…]' : show(given)} }`
}

/** The error for something other than a number of bytes. */
export function notSize(given: unknown, what: string): TypeError {
  const hint = what === 'max' && typeof given === 'object' && given !== null ? afterMax(given) : ''
  return new TypeError(`${what} must be a number, not ${show(given)}${hint}`)
}

function afterMax(given: object): string {
  if (ArrayBuffer.isView(given)) return '; recvInto fills a view'
  if (isSignal(given)) return '; { signal } is the next argument'
  const size: unknown = Object.entries(given).find(([name]) =>
    /^(max|size|length)$/.test(name),
  )?.[1]
  const itself = typeof size === 'number' ? `give ${size} itself, and ` : ''
  return `; ${itself}options are the next argument`
}

/** The error for something that cannot be filled. */
export function notWritable(given: unknown): TypeError {
  const hint =
    typeof given === 'number'
      ? `, such as Buffer.alloc(${given})`
      : Array.isArray(given)
        ? '; recvMessage fills several: { into }'
        : ''
  return new TypeError(`Cannot receive into ${show(given)}: give a view or an ArrayBuffer${hint}`)
}

/** The error for something other than data. */
export function notData(given: unknown): TypeError {
  const isMessage = typeof given === 'object' && given !== null && 'data' in given
  const hint = isMessage ? '; sendMessage takes { data }' : ''
  return new TypeError(`Cannot send ${show(given)}: give a string, a view or an ArrayBuffer${hint}`)
}

/** The error for something other than a message. */
export function notMessage(given: unknown): TypeError {
  const isData = typeof given === 'string' || typeof given === 'object'
  const hint = isData && given !== null ? ': data is given as { data }' : ''
  return new TypeError(`A message must be an object, not ${show(given)}${hint}`)
}

/** The error for a wrong destination, which may have changed places with the data. */
export function notDestination(error: unknown, data: unknown): unknown {
  if (hasNames(data) && ('address' in data || 'path' in data))
    return new TypeError('The data comes before the address: sendTo(data, address)')
  const isSwapped = typeof data === 'string' && /^(\d+(\.\d+){3}|\[.*\]):\d+$/.test(data)
  // Or the data looks like an address: the error of the other text remains.
  return isSwapped && error instanceof TypeError
    ? new TypeError(`${error.message}; the data comes before the address`)
    : error
}
