import {
  type AddressLike,
  constants,
  interfaceIndex,
  type ProtocolName,
  Socket,
  SocketError,
  type TypeName,
} from '../../src/index.ts'
import { absent } from './absent.ts'
import { PATIENCE } from './patience.ts'

/** The CAN bus of a test's network. */
const BUS = 'vcan0'

/** Where a socket on it is bound. */
export const onBus = { family: 'AF_CAN', interfaceIndex: BUS } as const

/** Why there is no bus here; false if there is one. */
export const noBus: string | false = interfaceIndex(BUS) === undefined && `needs a CAN bus, ${BUS}`

/** Why a protocol of CAN can't be used here; false if it can. */
export function noCan(type: TypeName, protocol: ProtocolName): string | false {
  return noBus || absent('AF_CAN', type, protocol)
}

/** A socket on the bus. */
export function raw(): Socket {
  const socket = new Socket('AF_CAN', 'SOCK_RAW', 'CAN_RAW')
  socket.timeout = PATIENCE
  socket.bind(onBus)
  return socket
}

/** A classic frame: struct can_frame. Numbers have the byte order of the machine. */
export function frame(id: number, data: Iterable<number>): Buffer {
  return framed(constants.CAN_MTU, id, [...data], 0)
}

/** A frame of CAN FD: struct canfd_frame. */
export function fdFrame(id: number, data: Iterable<number>, flags: number): Buffer {
  return framed(constants.CANFD_MTU, id, [...data], flags)
}

function framed(length: number, id: number, data: number[], flags: number): Buffer {
  const bytes = new Uint8Array(length)
  new Uint32Array(bytes.buffer, 0, 1).set([id])
  bytes.set([data.length, flags], 4)
  bytes.set(data, 8)
  return Buffer.from(bytes.buffer)
}

/** The id of a frame, with its flags. */
export function idOf(received: Buffer): number {
  return new Uint32Array(Uint8Array.from(received).buffer, 0, 1)[0] ?? 0
}

/** A J1939 socket on the bus. */
export function j1939(at: { address: number; name?: bigint }): Socket {
  const socket = new Socket('AF_CAN', 'SOCK_DGRAM', 'CAN_J1939')
  socket.timeout = PATIENCE
  socket.bind({ ...onBus, ...at })
  return socket
}

/** Claims an address of J1939 for a NAME. The claim takes effect some time later. */
export function claim(socket: Socket, name: bigint): void {
  const { J1939_NO_ADDR, J1939_PGN_ADDRESS_CLAIMED } = constants
  const everybody = { ...onBus, address: J1939_NO_ADDR, pgn: J1939_PGN_ADDRESS_CLAIMED }
  const data = Buffer.alloc(8)
  data.writeBigUInt64LE(name)
  socket.setOption('SO_BROADCAST', true)
  socket.sendToSync(data, everybody)
  socket.setOption('SO_BROADCAST', false)
}

/** Sends, and returns whether it could: a NAME may have no address yet. */
export function sentByName(sender: Socket, data: string, to: AddressLike): boolean {
  try {
    sender.sendToSync(data, to)
    return true
  } catch (error) {
    if (!(error instanceof SocketError) || error.code !== 'EADDRNOTAVAIL') throw error
    return false
  }
}
