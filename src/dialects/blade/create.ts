import { constants, Socket as Core } from '../../index.ts'
import { isInternet, peerOf } from '../shared/addresses.ts'
import { numberOf } from '../shared/constants.ts'
import { record } from './addresses.ts'
import { isFalsy } from './arguments.ts'
import { guarded, ILLEGAL_STATE, SocketException } from './error.ts'
import { isOwned, State } from './state.ts'
import { isInteger, typeName } from './types.ts'

const { AF_INET, IPPROTO_TCP, SOCK_STREAM } = constants

/** `Socket(family, type, protocol, id)`: a new descriptor, or the one that is given. */
export function create(family: unknown, type: unknown, protocol: unknown, id: unknown): State {
  const kind = [
    given(family, 'AF_*', 'family'),
    given(type, 'SOCK_*', 'type'),
    given(protocol, 'integer', 'protocol'),
  ] as const
  const descriptor = given(id, 'integer', 'id')
  return guarded(() => (descriptor === undefined ? open(...kind) : adopt(descriptor, ...kind)))
}

function open(family = AF_INET, type = SOCK_STREAM, protocol = IPPROTO_TCP): State {
  return new State(new Core(family, type, protocol), family, type, protocol)
}

function given(value: unknown, expected: string, what: string): number | undefined {
  if (isFalsy(value)) return undefined
  if (isInteger(value)) return value
  throw new SocketException(`${expected} expected for ${what}, ${typeName(value)} given`)
}

/** Takes over a descriptor. The kernel knows its state, but not whether it was bound explicitly. */
function adopt(id: number, family?: number, type?: number, protocol?: number): State {
  if (isOwned(id)) throw new SocketException(ILLEGAL_STATE)
  const core = Core.adopt(id)
  const { localAddress, listening } = core
  const state = new State(
    core,
    family ?? numberOf(core.family) ?? -1,
    type ?? numberOf(core.type) ?? -1,
    protocol ?? core.protocol,
  )
  state.isListening = listening
  if (core.nonblocking) state.isBlocking = false
  const peer = peerOf(core)
  if (peer) {
    record(state, peer)
    state.isClient = state.isConnected = true
  } else if (isInternet(localAddress) && localAddress.port !== 0) {
    record(state, localAddress)
    state.isBound = true
  }
  return state
}
