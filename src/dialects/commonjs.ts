/**
 * CommonJS Sockets/A, draft 1: blocking sockets, and a module that is itself a socket.
 *
 * @module
 */

import * as constants from './commonjs/constants.ts'
import { SocketError } from './commonjs/error.ts'
import { CommonSocket } from './commonjs/socket.ts'
import { type Callable, callable } from './shared/callable.ts'

export type { Data, Name } from './commonjs/arguments.ts'
export * from './commonjs/constants.ts'
export { SocketError } from './commonjs/error.ts'
export type {
  FileByDescriptor,
  FileByPath,
  FileByReading,
  SendableFile,
} from './commonjs/file.ts'
export type { ReceivedFrom } from './commonjs/receive.ts'
export type { Callable } from './shared/callable.ts'
export type { CommonSocket }

/** The constants of the module, each of which is an export too. */
export type Constants = Readonly<typeof constants>

/** Creates sockets, with or without `new`, and has the constants. */
export type SocketConstructor = Callable<typeof CommonSocket> & Constants

/** Creates a socket, with or without `new`, and has the constants: see {@link CommonSocket}. */
export const Socket: SocketConstructor = Object.assign(callable('Socket', CommonSocket), constants)

/** A socket that {@link Socket} has created. */
export type Socket = CommonSocket

/**
 * The module: a {@link CommonSocket} whose methods need no `this`, with everything that is exported
 * here. The first call creates a TCP socket for it, and the first call after `close` creates a new
 * one. Until then its properties are those of a new socket.
 */
export interface SocketModule extends CommonSocket, Constants {
  /** Creates a socket, with or without `new`. */
  readonly Socket: SocketConstructor
  /** What every method throws when a system call fails. */
  readonly SocketError: typeof SocketError
}

type Method = {
  [Key in keyof CommonSocket]: CommonSocket[Key] extends (...args: never) => unknown ? Key : never
}[Exclude<keyof CommonSocket, symbol>]

let own: CommonSocket | undefined

/** A method of the module's own socket; where it returns the socket, this returns the module. */
function method<Name extends Method>(name: Name): SocketModule[Name] {
  const call = (...args: unknown[]): unknown => {
    const target = (own ??= new CommonSocket())
    const answer: unknown = Reflect.apply(target[name], target, args)
    return answer === target ? socket : answer
  }
  return Object.defineProperty(call, 'name', { value: name }) as SocketModule[Name]
}

/** {@link CommonSocket.connect} of the module's own socket. */
export const connect: SocketModule['connect'] = method('connect')
/** {@link CommonSocket.accept} of the module's own socket. */
export const accept: SocketModule['accept'] = method('accept')
/** {@link CommonSocket.bind} of the module's own socket. */
export const bind: SocketModule['bind'] = method('bind')
/** {@link CommonSocket.listen} of the module's own socket. */
export const listen: SocketModule['listen'] = method('listen')
/** {@link CommonSocket.shutdown} of the module's own socket. */
export const shutdown: SocketModule['shutdown'] = method('shutdown')
/** {@link CommonSocket.receive} of the module's own socket. */
export const receive: SocketModule['receive'] = method('receive')
/** {@link CommonSocket.send} of the module's own socket. */
export const send: SocketModule['send'] = method('send')
/** {@link CommonSocket.receiveFrom} of the module's own socket. */
export const receiveFrom: SocketModule['receiveFrom'] = method('receiveFrom')
/** {@link CommonSocket.sendTo} of the module's own socket. */
export const sendTo: SocketModule['sendTo'] = method('sendTo')
/** {@link CommonSocket.sendFile} of the module's own socket. */
export const sendFile: SocketModule['sendFile'] = method('sendFile')
/** {@link CommonSocket.setOption} of the module's own socket. */
export const setOption: SocketModule['setOption'] = method('setOption')
/** {@link CommonSocket.getOption} of the module's own socket. */
export const getOption: SocketModule['getOption'] = method('getOption')

export { receive as read, send as write }

/** Closes the module's own socket. The next call creates a new one. */
export function close(): void {
  own?.close()
  own = undefined
}

/** The properties while the module has no socket: reading them does not create one. */
const UNUSED = {
  isConnected: false,
  isWritable: false,
  isReadable: false,
  localAddress: null,
  localPort: null,
  remoteAddress: null,
  remotePort: null,
  type: constants.SOCK_STREAM,
  family: constants.AF_INET,
  blocking: true,
} satisfies Partial<CommonSocket>

/** The module: both server and client, on a TCP socket that it creates when it is first used. */
const socket = {
  ...{ ...constants, Socket, SocketError },
  ...{ connect, accept, bind, listen, shutdown, close, receive, read: receive },
  ...{ send, write: send, receiveFrom, sendTo, sendFile, setOption, getOption },
  [Symbol.dispose]: close,
} as unknown as SocketModule // the properties follow

for (const [name, unused] of Object.entries(UNUSED) as [keyof typeof UNUSED, unknown][]) {
  const get = (): unknown => own?.[name] ?? unused
  Object.defineProperty(socket, name, { configurable: true, enumerable: true, get })
}
Object.defineProperty(socket, 'blocking', {
  set: (blocking: boolean) => {
    own ??= new CommonSocket()
    own.blocking = blocking
  },
})

export default socket
// What `require` returns, in runtimes that support this.
export { socket as 'module.exports' }
