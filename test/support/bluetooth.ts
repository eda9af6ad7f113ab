import { constants, Socket } from '../../src/index.ts'
import { absent } from './absent.ts'
import { PATIENCE } from './patience.ts'

/** An adapter of this machine. */
interface Adapter {
  /** Its number: 0 is hci0. */
  readonly device: number
  /** Its address: `'00:11:22:33:44:55'`. */
  readonly address: string
}

/** Commands and answers on HCI's control channel. See mgmt.rst of BlueZ. */
const READ_INDEX_LIST = 0x03
const READ_INFO = 0x04
const CMD_COMPLETE = 0x01

/** The adapters of this machine. */
const adapters: readonly Adapter[] = absent('AF_BLUETOOTH', 'SOCK_RAW', 'BTPROTO_HCI')
  ? []
  : found()

/** Two adapters, that reach each other on the machines of this project's tests. */
export const [here, there] = adapters

/** Why there are none; false if there are two. */
export const noBluetooth: string | false =
  there === undefined && `needs two Bluetooth adapters, and there are ${adapters.length}`

function found(): Adapter[] {
  using control = new Socket('AF_BLUETOOTH', 'SOCK_RAW', 'BTPROTO_HCI')
  control.timeout = PATIENCE
  const { HCI_CHANNEL_CONTROL, HCI_DEV_NONE } = constants
  control.bind({ family: 'AF_BLUETOOTH', device: HCI_DEV_NONE, channel: HCI_CHANNEL_CONTROL })
  const list = ask(control, READ_INDEX_LIST, HCI_DEV_NONE)
  const devices = Array.from({ length: list.readUInt16LE(0) }, (_, i) =>
    list.readUInt16LE(2 + 2 * i),
  )
  return devices
    .sort((one, other) => one - other)
    .map((device) => {
      const address = ask(control, READ_INFO, device).subarray(0, 6).reverse()
      const text = address.toString('hex').toUpperCase().match(/../g) ?? []
      return { device, address: text.join(':') }
    })
}

/** Asks on the control channel, and returns the answer. */
function ask(control: Socket, command: number, device: number): Buffer {
  const head = Buffer.alloc(6)
  head.writeUInt16LE(command, 0)
  head.writeUInt16LE(device, 2)
  control.sendSync(head)
  for (;;) {
    const answer = control.recvSync()
    const complete = answer.readUInt16LE(0) === CMD_COMPLETE
    if (complete && answer.readUInt16LE(6) === command) return answer.subarray(9)
  }
}

/** Packets of HCI, and a command that reads the version of a controller. */
const HCI_COMMAND_PKT = 1
export const HCI_EVENT_PKT = 4
export const EVT_CMD_COMPLETE = 0x0e
export const READ_LOCAL_VERSION = Buffer.from([HCI_COMMAND_PKT, 0x01, 0x10, 0])

/** A socket for packets to and from the first controller. */
export function rawHci(): Socket {
  const socket = new Socket('AF_BLUETOOTH', 'SOCK_RAW', 'BTPROTO_HCI')
  socket.timeout = PATIENCE
  const { HCI_CHANNEL_RAW: channel } = constants
  socket.bind({ family: 'AF_BLUETOOTH', device: here?.device ?? 0, channel })
  return socket
}

/** Makes a socket receive the commands of others, and their answers. */
export function watchVersions(socket: Socket): void {
  socket.setOption('HCI_FILTER', {
    type_mask: (1 << HCI_COMMAND_PKT) | (1 << HCI_EVENT_PKT),
    event_mask: 1n << BigInt(EVT_CMD_COMPLETE),
    opcode: 0,
  })
}
