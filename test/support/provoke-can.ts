import { constants, pollSync } from '../../src/index.ts'
import { claim, frame, j1939, noBus, onBus, raw, sentByName } from './can.ts'
import { DATA } from './provoke-control.ts'
import { type Provocation, holding } from './provocation.ts'

const skip = noBus

/** Two J1939 ECUs, and a parameter group for either. */
const [OUR_ADDRESS, THEIR_ADDRESS] = [0x20, 0x30]
const [OUR_NAME, THEIR_NAME] = [0x8000_0000_0000_0001n, 0x8000_0000_0000_0002n]
const GROUP = { ...onBus, pgn: 0x12300 }

/** The maximum data of one frame. */
const ONE_FRAME = DATA.slice(0, 8)

type Ecu = Parameters<typeof j1939>[0]
const ecus = (ours: Ecu, theirs: Ecu): Pick<Provocation, 'skip' | 'make'> => ({
  skip,
  make: () => holding((hold) => [hold(j1939(ours)), hold(j1939(theirs))]),
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
        const socket = hold(raw())
        return [socket, socket]
      }),
    provoke(sender) {
      const { SOF_TIMESTAMPING_SOFTWARE, SOF_TIMESTAMPING_TX_SOFTWARE } = constants
      const times = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_TX_SOFTWARE
      sender.setOption('SO_TIMESTAMPING', times)
      sender.sendSync(frame(0x123, [1]))
    },
  },
  SCM_J1939_DEST_ADDR: toAddress,
  SCM_J1939_DEST_NAME: {
    ...byName,
    provoke(sender, receiver) {
      receiver.setOption('SO_J1939_FILTER', [{ pgn: GROUP.pgn, pgn_mask: 0x3_ffff }]) // no claims
      claim(sender, OUR_NAME)
      claim(receiver, THEIR_NAME)
      do sentByName(sender, ONE_FRAME, { ...GROUP, name: THEIR_NAME })
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
