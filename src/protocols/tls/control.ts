import { byte } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'

const where: Level = {
  level: 'SOL_TLS',
  page: 'linux/tls.h',
  testedOn: ['AF_INET', 'SOCK_STREAM'],
  header: 'linux/tls.h',
}

/** Control messages of TLS in the kernel. */
export const SOL_TLS_CONTROL = tableAt(where, () => ({
  /** The type of the received record: 23 data, 22 handshake, 21 alert. Without room for it, EIO. */
  TLS_GET_RECORD_TYPE: control(byte, { receiveOnly: true, since: '4.17', linux: 2 }),

  /** The type of the record to send, instead of data. */
  TLS_SET_RECORD_TYPE: control(byte, { sendOnly: true, example: 21, since: '4.13', linux: 1 }),
}))
