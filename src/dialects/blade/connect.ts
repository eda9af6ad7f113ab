// How sockets come to be, are bound, connected, and accept.

import { constants, pollSync, Socket as Core, SocketError } from '../../index.ts'
import { integer, isMissing, portNumber, string } from './arguments.ts'
import { failureOf, ILLEGAL_STATE, isPending, SocketException, systemError } from './error.ts'
import { anywhere, isPlace, note, type Place, placeOf } from './addresses.ts'
import { isInteger, kindOf } from './types.ts'
import { isHeld, numberOf, PATIENCE, State } from './state.ts'

const { AF_INET, IPPROTO_TCP, POLLOUT, SOCK_STREAM, SOMAXCONN } = constants

/** `Socket(family, type, protocol, id)`: a new descriptor, or the one that is given. */
export function create(family: unknown, type: unknown, protocol: unknown, id: unknown): State {
  const domain = given(family, 'AF_*', 'family')
  const kind = given(type, 'SOCK_*', 'type')
  const number = given(protocol, 'integer', 'protocol')
  const descriptor = given(id, 'integer', 'id')
  return guarded(() =>
    descriptor === undefined ? make(domain, kind, number) : adopt(descriptor, domain, kind, number),
  )
}

function make(family = AF_INET, type = SOCK_STREAM, protocol = IPPROTO_TCP): State {
  return new State(new Core(family, type, protocol), family, type, protocol)
}

function given(value: unknown, expected: string, what: string): number | undefined {
  if (isMissing(value)) return undefined
  if (isInteger(value)) return value
  throw new SocketException(`${expected} expected for ${what}, ${kindOf(value)} given`)
}

/** What the kernel knows of a descriptor's past: all but whether its port was asked for. */
function adopt(id: number, family?: number, type?: number, protocol?: number): State {
  if (isHeld(id)) throw new SocketException(ILLEGAL_STATE)
  const core = Core.adopt(id)
  const { localAddress, listening } = core
  const state = new State(
    core,
    family ?? numberOf(core.family),
    type ?? numberOf(core.type),
    protocol ?? core.protocol,
  )
  state.isListening = listening
  if (core.nonblocking) state.isBlocking = false
  const peer = peerOf(core)
  if (peer) {
    note(state, peer)
    state.isClient = state.isConnected = true
  } else if (isPlace(localAddress) && localAddress.port !== 0) {
    note(state, localAddress)
    state.isBound = true
  }
  return state
}

function peerOf(core: Core): Core['remoteAddress'] | null {
  try {
    return core.remoteAddress
  } catch {
    return null // nobody, or nobody any more
  }
}

/** `connect(host, port, timeout)`. */
export function connect(state: State, host: unknown, port: unknown, timeout: unknown): boolean {
  if (isMissing(port)) throw new SocketException('port not specified')
  const name = string(host, state.host, 'host')
  const number = portNumber(port)
  const milliseconds = integer(timeout, PATIENCE, 'timeout')
  if (state.core.closed) throw new SocketException(ILLEGAL_STATE)
  if (state.isConnected) throw new SocketException('socket has existing connection')
  const place = placeOf(state, name, number)
  if (!place) throw systemError('EADDRNOTAVAIL', 'connect')
  if (!establish(state, place, milliseconds)) return false
  note(state, peerOf(state.core) ?? place)
  state.isClient = state.isConnected = true
  return true
}

/** Whether the connection stands; false when a program that does not wait must ask again. */
function establish(state: State, place: Place, timeout: number): boolean {
  const { core, connecting } = state
  state.connecting = false
  try {
    // The kernel goes on with what an earlier call began, and tells the next one how it went.
    if (connecting) pollSync([{ socket: core, events: POLLOUT }], timeout)
    core.connectSync(place, { timeout: connecting ? 0 : timeout })
    return true
  } catch (error) {
    const code = error instanceof SocketError ? error.code : ''
    if (connecting && code === 'EISCONN') return true // which BSD says where Linux says nothing
    if (!isPending(error) && code !== 'EALREADY') throw failureOf(error)
    if (timeout === 0 && !state.isBlocking) {
      state.connecting = true
      return false
    }
    dissolve(core)
    throw systemError('ETIMEDOUT', 'connect')
  }
}

/** Ends an attempt that is under way, so that the socket can make another. */
function dissolve(core: Core): void {
  try {
    core.connectSync({ family: 'AF_UNSPEC' }, { timeout: 0 })
  } catch {
    // the next connect says what is wrong with it
  }
}

/** `bind(port, host)`. */
export function bind(state: State, port: unknown, host: unknown): true {
  if (isMissing(port)) throw new SocketException('port not specified')
  const name = string(host, state.host, 'host')
  const number = portNumber(port)
  const { core } = state
  if (core.closed) throw new SocketException(ILLEGAL_STATE)
  if (state.isBound) throw new SocketException('socket previously bound')
  const place = name === '*' ? anywhere(state, number) : placeOf(state, name, number)
  if (!place) {
    throw systemError('EADDRNOTAVAIL', 'bind', 'address not valid or unsupported')
  }
  guarded(() => {
    core.bind(place)
  })
  note(state, core.localAddress)
  return (state.isBound = true)
}

/** `listen(queue_length)`. */
export function listen(state: State, queueLength: unknown): true {
  const length = integer(queueLength, SOMAXCONN, 'queue_length')
  if (length > SOMAXCONN) throw new SocketException('maximum queue length exceeded')
  const { core } = state
  if (!state.isBound || state.isListening || core.closed) throw new SocketException(ILLEGAL_STATE)
  guarded(() => {
    core.listen(length)
  })
  state.shut = 0 // a listener that was shut down may begin again, maybe at another port
  note(state, core.localAddress)
  return (state.isListening = true)
}

/** `accept()`. */
export function accept(listener: State): State {
  const { core, isBound, isListening, isBlocking, receiveTimeout } = listener
  if (!isBound || !isListening || core.closed) {
    throw new SocketException('socket not bound/listening')
  }
  const timeout = !isBlocking ? 0 : receiveTimeout > 0 ? receiveTimeout : null
  let accepted: Core
  try {
    accepted = core.acceptSync({ timeout })
  } catch (error) {
    const text = 'client accept failed'
    throw isPending(error) ? systemError('EAGAIN', 'accept', text) : failureOf(error, text)
  }
  const state = new State(accepted, listener.family, listener.type, listener.protocol)
  const peer = peerOf(accepted)
  if (peer) note(state, peer)
  state.isClient = state.isConnected = true
  return state
}

function guarded<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw failureOf(error)
  }
}
