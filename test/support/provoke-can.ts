import {
  type AddressLike,
  constants,
  interfaceIndex,
  pollSync,
  Socket,
  SocketError,
} from '../../src/index.ts'
import { DATA } from './provoke-control.ts'
import { type Provocation, holding } from './provocation.ts'

const BUS = 'vcan0'
const skip = interfaceIndex(BUS) === undefined && `needs a CAN bus, ${BUS}`
const onBus = { family: 'AF_CAN', interfaceIndex: BUS } as const

/** A one-byte frame, whose ID is in this machine's byte order. */
const frame = new Uint8Array(16)
new Uint32Array(frame.buffer, 0, 1).fill(0x123)
frame.set([1], 4)

/** Two J1939 ECUs, and a parameter group for either. */
const [OUR_ADDRESS, THEIR_ADDRESS] = [0x20, 0x30]
const [OUR_NAME, THEIR_NAME] = [0x8000_0000_0000_0001n, 0x8000_0000_0000_0002n]
const GROUP = { ...onBus, pgn: 0x12300 }

/** The maximum data of one frame. */
const ONE_FRAME = DATA.slice(0, 8)

const ecus = (ours: object, theirs: object): Pick<Provocation, 'skip' | 'make'> => ({
  skip,
  make: () =>
    holding((hold) => {
      const bound = (at: object) => {
        const socket = hold(new Socket('AF_CAN', 'SOCK_DGRAM', 'CAN_J1939'))
        socket.bind({ ...onBus, ...at })
        return socket
      }
      return [bound(ours), bound(theirs)]
    }),
})
const byAddress = ecus({ address: OUR_ADDRESS }, { address: THEIR_ADDRESS })
const byName = ecus(
  { address: OUR_ADDRESS, name: OUR_NAME },
  { address: THEIR_ADDRESS, name: THEIR_NAME },
)

const toAddress: Provocation = {
  ...byAddress,
  provoke(sender) {
    sender.sendToSync(DATA, { ...GROUP, address: THEIR_ADDRESS })
  },
}

/** How to provoke the messages of CAN. */
export const canMessages: Readonly<Record<string, Provocation>> = {
  SCM_CAN_RAW_ERRQUEUE: {
    skip,
    make: () =>
      holding((hold) => {
        const socket = hold(new Socket('AF_CAN', 'SOCK_RAW', 'CAN_RAW'))
        socket.bind(onBus)
        return [socket, socket]
      }),
    provoke(sender) {
      const { SOF_TIMESTAMPING_SOFTWARE, SOF_TIMESTAMPING_TX_SOFTWARE } = constants
      const times = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_TX_SOFTWARE
      sender.setOption('SO_TIMESTAMPING', times)
      sender.sendSync(frame)
    },
  },
  SCM_J1939_DEST_ADDR: toAddress,
  SCM_J1939_DEST_NAME: {
    ...byName,
    provoke(sender, receiver) {
      receiver.setOption('SO_J1939_FILTER', [{ pgn: GROUP.pgn, pgn_mask: 0x3_ffff }]) // no claims
      claim(sender, OUR_NAME)
      claim(receiver, THEIR_NAME)
      do sendUnlessUnknown(sender, { ...GROUP, name: THEIR_NAME })
      while (pollSync([{ socket: receiver, events: constants.POLLIN }], 10).length === 0)
    },
  },
  SCM_J1939_ERRQUEUE: {
    ...byAddress,
    provoke(_other, sender) {
      const { SOF_TIMESTAMPING_SOFTWARE, SOF_TIMESTAMPING_TX_ACK } = constants
      sender.setOption('SO_TIMESTAMPING', SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_TX_ACK)
      sender.sendToSync(ONE_FRAME, { ...GROUP, address: OUR_ADDRESS })
    },
  },
  SCM_J1939_PRIO: toAddress,
}

/** Claims an address for a NAME. The claim takes effect some time later. */
function claim(socket: Socket, name: bigint): void {
  const { J1939_NO_ADDR, J1939_PGN_ADDRESS_CLAIMED } = constants
  const everybody = { ...onBus, address: J1939_NO_ADDR, pgn: J1939_PGN_ADDRESS_CLAIMED }
  const data = Buffer.alloc(8)
  data.writeBigUInt64LE(name)
  socket.setOption('SO_BROADCAST', true)
  socket.sendToSync(data, everybody)
  socket.setOption('SO_BROADCAST', false)
}

/** Sends, unless a NAME has no address yet. */
function sendUnlessUnknown(sender: Socket, to: AddressLike): void {
  try {
    sender.sendToSync(ONE_FRAME, to)
  } catch (error) {
    if (!(error instanceof SocketError) || error.code !== 'EADDRNOTAVAIL') throw error
  }
}
