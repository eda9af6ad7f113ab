import { isObject } from '../../codec/object-reader.ts'
import { show } from '../../codec/show.ts'

type Properties = Readonly<Record<string, unknown>>

/** The descriptor of an object; -1 for none. */
type DescriptorOf = (source: object) => number
type Row = readonly [is: (source: Properties, fdOf: DescriptorOf) => boolean, hint: string]

/** What has no descriptor, in which state, and where or when there is one. */
const HINTS: readonly Row[] = [
  [
    ({ sockets, freeSockets }) => isObject(sockets) && isObject(freeSockets),
    "an agent has many sockets; borrow from a request's, which the request's 'socket' event has",
  ],
  [
    ({ socket }) => isObject(socket) && socket['connecting'] === true,
    "borrow from its socket, after the socket's 'connect' event",
  ],
  [({ socket }, fdOf) => isObject(socket) && fdOf(socket) >= 0, 'borrow from its socket'],
  [({ destroyed }) => destroyed === true, 'it is closed'],
  [({ connecting }) => connecting === true, "it is connecting: wait for 'connect'"],
  [
    ({ socket, onSocket }) => socket === null && typeof onSocket === 'function',
    "it has no socket yet: its 'socket' event has it",
  ],
  [isOpen, `it is open, but ${runtime()} does not reveal its descriptor`],
  [({ listening }) => listening === false, "it must listen: wait for 'listening'"],
  [
    ({ setMulticastTTL }) => typeof setMulticastTTL === 'function',
    "it must be bound and not closed: wait for 'listening'",
  ],
]

const NOT_OPEN = 'it must be connected, bound or listening, and not closed'

/** Whether it has a descriptor for certain: Deno has none for sockets of Node's modules. */
function isOpen(source: Properties): boolean {
  const { listening, readyState, pending, setMulticastTTL, address, socket } = source
  if (typeof setMulticastTTL === 'function' && typeof address === 'function') {
    return isObject(Reflect.apply(address, source, [])) // throws if it is not bound
  }
  if (isObject(socket)) return isOpen(socket) // of a request or response of http
  return listening === true || (readyState === 'open' && pending === false)
}

function runtime(): string {
  const { bun, deno } = process.versions
  return bun === undefined ? (deno === undefined ? 'the runtime' : 'Deno') : 'Bun'
}

/** The error for an object that has no descriptor, or none yet. */
export function noDescriptor(source: object, fdOf: DescriptorOf): TypeError {
  const known = HINTS.find(([is]) => holds(() => is(source as Properties, fdOf)))
  const [, hint] = known ?? [undefined, NOT_OPEN]
  return new TypeError(`Cannot borrow from ${show(source)} without a descriptor: ${hint}`)
}

/** Some of Node's getters throw: those of the socket of an http2 session that has ended. */
function holds(is: () => boolean): boolean {
  try {
    return is()
  } catch {
    return false
  }
}
