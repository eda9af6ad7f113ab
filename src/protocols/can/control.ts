import { byte, uint64 } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'
import { extendedError } from '../extended-error.ts'

const raw: Level = {
  level: 'SOL_CAN_RAW',
  page: 'linux/can/raw.h',
  testedOn: ['AF_CAN', 'SOCK_RAW', 'CAN_RAW'],
  header: 'linux/can/raw.h',
}

const j1939: Level = {
  level: 'SOL_CAN_J1939',
  page: 'linux/can/j1939.h',
  testedOn: ['AF_CAN', 'SOCK_DGRAM', 'CAN_J1939'],
  header: 'linux/can/j1939.h',
}

/** Control messages of CAN_RAW. See linux/can/raw.h. */
export const SOL_CAN_RAW_CONTROL = tableAt(raw, () => ({
  /** The outcome of a sent frame. Enabled by SO_TIMESTAMPING. */
  SCM_CAN_RAW_ERRQUEUE: control(extendedError, { receiveOnly: true, queued: true, linux: 1 }),
}))

/**
 * Control messages of CAN_J1939; all but SCM_J1939_ERRQUEUE arrive with each message. See
 * linux/can/j1939.h.
 */
export const SOL_CAN_J1939_CONTROL = tableAt(j1939, () => ({
  /** The destination address of a message; absent for a broadcast. */
  SCM_J1939_DEST_ADDR: control(byte, { receiveOnly: true, since: '5.4', linux: 1 }),

  /** The destination NAME of a message; absent if it has none. */
  SCM_J1939_DEST_NAME: control(uint64, { receiveOnly: true, since: '5.4', linux: 2 }),

  /** The outcome of a message: `info` is J1939_EE_INFO_*, `data` counts the messages. */
  SCM_J1939_ERRQUEUE: control(extendedError, {
    enabledBy: 'SO_J1939_ERRQUEUE',
    receiveOnly: true,
    queued: true,
    since: '5.4',
    linux: 4,
  }),

  /** The priority of a message: 0 is the highest, 7 the lowest. */
  SCM_J1939_PRIO: control(byte, { receiveOnly: true, since: '5.4', linux: 3 }),
}))
