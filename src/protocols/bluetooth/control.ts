import { byte, ushort } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'
import { extendedError } from '../extended-error.ts'

const where: Level = {
  level: 'SOL_BLUETOOTH',
  page: 'net/bluetooth/bluetooth.h',
  testedOn: ['AF_BLUETOOTH', 'SOCK_SEQPACKET', 'BTPROTO_SCO'],
}

/**
 * Control messages of Bluetooth. Those of HCI have no rows: their level is 0, which is IPPROTO_IP,
 * and their types are those of IP_TOS and IP_TTL. See net/bluetooth/bluetooth.h.
 */
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
