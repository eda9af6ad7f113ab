import { isObject } from '../codec/object-reader.ts'
import { show } from '../codec/show.ts'

type Properties = Readonly<Record<string, unknown>>

/** What has no descriptor, in which state, and where or when there is one. */
const HINTS: readonly (readonly [is: (source: Properties) => boolean, hint: string])[] = [
  [
    ({ sockets, freeSockets }) => isObject(sockets) && isObject(freeSockets),
    "an agent has many sockets; borrow from a request's, which comes with its 'socket' event",
  ],
  [
    ({ socket }) => isObject(socket) && socket['connecting'] === true,
    "borrow from its socket, after that's 'connect'",
  ],
  [({ socket }) => isObject(socket), 'borrow from its socket'],
  [({ destroyed }) => destroyed === true, 'it is closed'],
  [({ connecting }) => connecting === true, "it is connecting: wait for 'connect'"],
  [({ socket }) => socket === null, "its socket comes with its 'socket' event"],
  [({ listening }) => listening === false, "it must listen: 'listening' says when"],
  [
    ({ setMulticastTTL }) => setMulticastTTL !== undefined,
    "it must be bound: 'listening' says when",
  ],
]

const NOT_OPEN = 'it must be connected, bound or listening, and not closed'

/** The error for an object that has no descriptor, or none yet. */
export function noDescriptor(source: object): TypeError {
  const [, hint] = HINTS.find(([is]) => holds(is, source as Properties)) ?? [undefined, NOT_OPEN]
  return new TypeError(`Cannot borrow from ${show(source)} without a descriptor: ${hint}`)
}

/** Some of Node's getters throw: those of the socket of an http2 session that has ended. */
function holds(is: (source: Properties) => boolean, source: Properties): boolean {
  try {
    return is(source)
  } catch {
    return false
  }
}
