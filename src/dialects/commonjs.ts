/**
 * CommonJS Sockets/A, draft 1: sockets that block, and a module that is a socket itself.
 *
 * @module
 */

import * as constants from './commonjs/constants.ts'
import { SocketError } from './commonjs/error.ts'
import { CommonSocket } from './commonjs/socket.ts'
import type { Data } from './commonjs/arguments.ts'
import type { SendableFile } from './commonjs/file.ts'
import type { Name } from './commonjs/names.ts'
import type { ReceivedFrom } from './commonjs/receiving.ts'
import { type Callable, callable } from './shared/callable.ts'

export * from './commonjs/constants.ts'
export type { Data } from './commonjs/arguments.ts'
export { SocketError } from './commonjs/error.ts'
export type {
  FileByDescriptor,
  FileByPath,
  FileByReading,
  SendableFile,
} from './commonjs/file.ts'
export type { Name } from './commonjs/names.ts'
export type { ReceivedFrom } from './commonjs/receiving.ts'
export type { Callable } from './shared/callable.ts'
export type { CommonSocket }

/** The constants of the module, each of which is exported by itself too. */
export type Constants = Readonly<typeof constants>

/** What makes sockets, with or without `new`, and has the constants. */
export type SocketConstructor = Callable<typeof CommonSocket> & Constants

/** Makes a socket, with or without `new`, and has the constants: see {@link CommonSocket}. */
export const Socket: SocketConstructor = Object.assign(callable('Socket', CommonSocket), constants)

/** What {@link Socket} makes. */
export type Socket = CommonSocket

/** The socket that the module is; there is none before it is used, nor after `close`. */
let own: CommonSocket | undefined

function current(): CommonSocket {
  return (own ??= new CommonSocket())
}

/** Connects the module's own socket: see {@link CommonSocket.connect}. */
export function connect(
  host: string,
  port?: number | string | null,
  timeout?: number | null,
): SocketModule {
  current().connect(host, port, timeout)
  return socket
}

/** Accepts a connection at the module's own socket: see {@link CommonSocket.accept}. */
export function accept(): Socket {
  return current().accept()
}

/** Binds the module's own socket: see {@link CommonSocket.bind}. */
export function bind(host?: string | number | null, port?: number | string | null): SocketModule {
  current().bind(host, port)
  return socket
}

/** Has the module's own socket take connections: see {@link CommonSocket.listen}. */
export function listen(backlog?: number | null): SocketModule {
  current().listen(backlog)
  return socket
}

/** Shuts the module's own socket, or half of it: see {@link CommonSocket.shutdown}. */
export function shutdown(what?: Name | null): SocketModule {
  current().shutdown(what)
  return socket
}

/** Closes the module's own socket. The next call makes a fresh one. */
export function close(): void {
  own?.close()
  own = undefined
}

/** Receives from the module's own socket: see {@link CommonSocket.receive}. */
export function receive(maxlen?: number | null): Buffer {
  return current().receive(maxlen)
}

/** Sends over the module's own socket: see {@link CommonSocket.send}. */
export function send(data: Data): number {
  return current().send(data)
}

export { receive as read, send as write }

/** Receives from the module's own socket, and tells from whom: see {@link CommonSocket.receiveFrom}. */
export function receiveFrom(maxlen?: number | null): ReceivedFrom {
  return current().receiveFrom(maxlen)
}

/** Sends to a host from the module's own socket: see {@link CommonSocket.sendTo}. */
export function sendTo(host: string, port: number | string | null | undefined, data: Data): number {
  return current().sendTo(host, port, data)
}

/** Sends a file over the module's own socket: see {@link CommonSocket.sendFile}. */
export function sendFile(file: SendableFile): number {
  return current().sendFile(file)
}

/** Sets an option of the module's own socket: see {@link CommonSocket.setOption}. */
export function setOption(
  option: string | number,
  value: number | boolean | Uint8Array | null | undefined,
): SocketModule {
  current().setOption(option, value)
  return socket
}

/** The value of an option of the module's own socket: see {@link CommonSocket.getOption}. */
export function getOption(option: string | number): number | false | Buffer {
  return current().getOption(option)
}

/** The properties of the module's own socket. Reading them makes none. */
const properties = {
  get isConnected(): boolean {
    return own?.isConnected ?? false
  },
  get isWritable(): boolean {
    return own?.isWritable ?? false
  },
  get isReadable(): boolean {
    return own?.isReadable ?? false
  },
  get localAddress(): string | null {
    return own?.localAddress ?? null
  },
  get localPort(): number | null {
    return own?.localPort ?? null
  },
  get remoteAddress(): string | null {
    return own?.remoteAddress ?? null
  },
  get remotePort(): number | null {
    return own?.remotePort ?? null
  },
  get type(): number {
    return own?.type ?? constants.SOCK_STREAM
  },
  get family(): number {
    return own?.family ?? constants.AF_INET
  },
  get blocking(): boolean {
    return own?.blocking ?? true
  },
  set blocking(on: boolean) {
    current().blocking = on
  },
}

/** The module: a socket by itself, all that is exported here, and the live properties of a socket. */
export interface SocketModule extends Constants {
  /** See {@link CommonSocket.connect}. Needs no `this`. */
  readonly connect: typeof connect
  /** See {@link CommonSocket.accept}. Needs no `this`. */
  readonly accept: typeof accept
  /** See {@link CommonSocket.bind}. Needs no `this`. */
  readonly bind: typeof bind
  /** See {@link CommonSocket.listen}. Needs no `this`. */
  readonly listen: typeof listen
  /** See {@link CommonSocket.shutdown}. Needs no `this`. */
  readonly shutdown: typeof shutdown
  /** See {@link CommonSocket.close}. Needs no `this`. */
  readonly close: typeof close
  /** See {@link CommonSocket.receive}. Needs no `this`. */
  readonly receive: typeof receive
  /** See {@link CommonSocket.read}. Needs no `this`. */
  readonly read: typeof receive
  /** See {@link CommonSocket.send}. Needs no `this`. */
  readonly send: typeof send
  /** See {@link CommonSocket.write}. Needs no `this`. */
  readonly write: typeof send
  /** See {@link CommonSocket.receiveFrom}. Needs no `this`. */
  readonly receiveFrom: typeof receiveFrom
  /** See {@link CommonSocket.sendTo}. Needs no `this`. */
  readonly sendTo: typeof sendTo
  /** See {@link CommonSocket.sendFile}. Needs no `this`. */
  readonly sendFile: typeof sendFile
  /** See {@link CommonSocket.setOption}. Needs no `this`. */
  readonly setOption: typeof setOption
  /** See {@link CommonSocket.getOption}. Needs no `this`. */
  readonly getOption: typeof getOption
  /** Closes the socket of the module at the end of a `using` block. */
  [Symbol.dispose](): void
  /** See {@link CommonSocket.isConnected}; `false` while the module has no socket. */
  readonly isConnected: boolean
  /** See {@link CommonSocket.isWritable}; `false` while the module has no socket. */
  readonly isWritable: boolean
  /** See {@link CommonSocket.isReadable}; `false` while the module has no socket. */
  readonly isReadable: boolean
  /** See {@link CommonSocket.localAddress}. */
  readonly localAddress: string | null
  /** See {@link CommonSocket.localPort}. */
  readonly localPort: number | null
  /** See {@link CommonSocket.remoteAddress}. */
  readonly remoteAddress: string | null
  /** See {@link CommonSocket.remotePort}. */
  readonly remotePort: number | null
  /** SOCK_STREAM. */
  readonly type: number
  /** AF_INET. */
  readonly family: number
  /** See {@link CommonSocket.blocking}. Setting it makes the socket. */
  blocking: boolean
  /** Makes a socket, with or without `new`. */
  readonly Socket: SocketConstructor
  /** What every method throws when the system refuses. */
  readonly SocketError: typeof SocketError
}

/** The module: server and client at once, over a TCP socket that it makes when it is first used. */
const socket: SocketModule = Object.defineProperties(
  {
    ...{ ...constants, Socket, SocketError },
    ...{ connect, accept, bind, listen, shutdown, close, receive, read: receive },
    ...{ send, write: send, receiveFrom, sendTo, sendFile, setOption, getOption },
    [Symbol.dispose]: close,
  },
  Object.getOwnPropertyDescriptors(properties),
) as SocketModule

export default socket
// What `require` gives, where the runtime knows of it.
export { socket as 'module.exports' }
