import { constants, pollSync, type Socket as Core, SocketError } from '../../index.ts'
import { type InternetAddress, peerOf } from '../shared/addresses.ts'
import { disconnect } from '../shared/disconnect.ts'
import { addressOf, anyAddress, record } from './addresses.ts'
import { integer, isFalsy, portNumber, string } from './arguments.ts'
import {
  guarded,
  ILLEGAL_STATE,
  SocketException,
  systemError,
  translated,
  wouldBlock,
} from './error.ts'
import { DEFAULT_TIMEOUT, State } from './state.ts'

const { POLLOUT, SOMAXCONN } = constants

/** `connect(host, port, timeout)`. */
export function connect(state: State, host: unknown, port: unknown, timeout: unknown): boolean {
  if (isFalsy(port)) throw new SocketException('port not specified')
  const name = string(host, state.host, 'host')
  const number = portNumber(port)
  const milliseconds = integer(timeout, DEFAULT_TIMEOUT, 'timeout')
  if (state.core.closed) throw new SocketException(ILLEGAL_STATE)
  if (state.isConnected) throw new SocketException('socket has existing connection')
  const address = addressOf(state, name, number)
  if (!address) throw systemError('EADDRNOTAVAIL', 'connect')
  if (!attempt(state, address, milliseconds)) return false
  record(state, peerOf(state.core) ?? address)
  state.isClient = state.isConnected = true
  return true
}

/** Whether it is connected; false if a program that does not wait has to call again. */
function attempt(state: State, address: InternetAddress, timeout: number): boolean {
  const { core, connecting } = state
  state.connecting = false
  try {
    // The kernel continues what an earlier call began, and reports the result to the next call.
    if (connecting) pollSync([{ socket: core, events: POLLOUT }], timeout)
    core.connectSync(address, { timeout: connecting ? 0 : timeout })
    return true
  } catch (error) {
    const code = error instanceof SocketError ? error.code : ''
    if (connecting && code === 'EISCONN') return true // which BSD says where Linux says nothing
    if (!wouldBlock(error) && code !== 'EALREADY') throw translated(error)
    if (timeout === 0 && !state.isBlocking) {
      state.connecting = true
      return false
    }
    disconnect(core)
    throw systemError('ETIMEDOUT', 'connect')
  }
}

/** `bind(port, host)`. */
export function bind(state: State, port: unknown, host: unknown): true {
  if (isFalsy(port)) throw new SocketException('port not specified')
  const name = string(host, state.host, 'host')
  const number = portNumber(port)
  const { core } = state
  if (core.closed) throw new SocketException(ILLEGAL_STATE)
  if (state.isBound) throw new SocketException('socket previously bound')
  const address = name === '*' ? anyAddress(state, number) : addressOf(state, name, number)
  if (!address) {
    throw systemError('EADDRNOTAVAIL', 'bind', 'address not valid or unsupported')
  }
  guarded(() => {
    core.bind(address)
  })
  record(state, core.localAddress)
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
  record(state, core.localAddress)
  return (state.isListening = true)
}

/** `accept()`. */
export function accept(listener: State): State {
  const { core, isBound, isListening, timeouts } = listener
  if (!isBound || !isListening || core.closed) {
    throw new SocketException('socket not bound/listening')
  }
  let accepted: Core
  try {
    accepted = core.acceptSync(timeouts.receiveOptions)
  } catch (error) {
    const text = 'client accept failed'
    throw wouldBlock(error) ? systemError('EAGAIN', 'accept', text) : translated(error, text)
  }
  const state = new State(accepted, listener.family, listener.type, listener.protocol)
  const peer = peerOf(accepted)
  if (peer) record(state, peer)
  state.isClient = state.isConnected = true
  return state
}
