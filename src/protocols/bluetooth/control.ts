import { bool, byte, ushort } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'
import { extendedError } from '../extended-error.ts'
import { timevalNanoseconds } from '../socket/packet-timestamps.ts'

const where: Level = {
  level: 'SOL_BLUETOOTH',
  page: 'net/bluetooth/bluetooth.h',
  testedOn: ['AF_BLUETOOTH', 'SOCK_SEQPACKET', 'BTPROTO_SCO'],
}

/** Control messages of Bluetooth. See net/bluetooth/bluetooth.h. */
export const SOL_BLUETOOTH_CONTROL = tableAt(where, () => ({
  /** The outcome of a sent packet. Enabled by SO_TIMESTAMPING. */
  BT_SCM_ERROR: control(extendedError, {
    receiveOnly: true,
    queued: true,
    since: '6.15',
    linux: 4,
  }),

  /** The number of a packet, which wraps after 65535. */
  BT_SCM_PKT_SEQNUM: control(ushort, {
    enabledBy: 'BT_PKT_SEQNUM',
    receiveOnly: true,
    since: '6.17',
    testedOn: ['AF_BLUETOOTH', 'SOCK_SEQPACKET', 'BTPROTO_ISO'],
    linux: 5,
  }),

  /** Whether a packet is complete: 0 valid, 1 possibly invalid, 2 lost, 3 partially lost. */
  BT_SCM_PKT_STATUS: control(byte, {
    enabledBy: 'BT_PKT_STATUS',
    receiveOnly: true,
    since: '5.9',
    linux: 3,
  }),
}))

const hci: Level = {
  level: 'SOL_HCI',
  page: 'net/bluetooth/hci_sock.h',
  testedOn: ['AF_BLUETOOTH', 'SOCK_RAW', 'BTPROTO_HCI'],
  families: ['AF_BLUETOOTH'],
  sharesNumber: true,
}

/**
 * Control messages of HCI. Their level is 0, as that of IPPROTO_IP: the family of the socket tells
 * them apart. See net/bluetooth/hci_sock.h.
 */
export const SOL_HCI_CONTROL = tableAt(hci, () => ({
  /** Whether the packet was incoming: from the controller. */
  HCI_CMSG_DIR: control(bool, {
    enabledBy: 'HCI_DATA_DIR',
    receiveOnly: true,
    linux: 1,
  }),

  /** When the packet was sent or arrived: nanoseconds since 1970. */
  HCI_CMSG_TSTAMP: control(timevalNanoseconds, {
    enabledBy: 'HCI_TIME_STAMP',
    receiveOnly: true,
    linux: 2,
  }),
}))
