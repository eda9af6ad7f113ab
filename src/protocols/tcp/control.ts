import { int } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'

const where: Level = {
  level: 'IPPROTO_TCP',
  page: 'tcp(7)',
  testedOn: ['AF_INET', 'SOCK_STREAM'],
}

/** Control messages of TCP. See tcp(7). */
export const IPPROTO_TCP_CONTROL = tableAt(where, () => ({
  /** Bytes that are still queued after those of this receive. */
  TCP_CM_INQ: control(int, {
    enabledBy: 'TCP_INQ',
    receiveOnly: true,
    unit: 'bytes',
    since: '4.18',
    linux: 36,
  }),
}))
