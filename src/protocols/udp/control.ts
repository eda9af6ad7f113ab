import { int, ushort } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'

const where: Level = {
  level: 'IPPROTO_UDP',
  page: 'udp(7)',
  testedOn: ['AF_INET', 'SOCK_DGRAM'],
  families: ['AF_INET', 'AF_INET6'],
}

/** Control messages of UDP. See udp(7). */
export const IPPROTO_UDP_CONTROL = tableAt(where, () => ({
  /** Bytes of each of the datagrams that were joined into this receive. */
  UDP_GRO: control(int, { enabledBy: 'UDP_GRO', receiveOnly: true, unit: 'bytes', since: '5.0' }),

  /** Bytes of each datagram that this send is split into. */
  UDP_SEGMENT: control(ushort, { sendOnly: true, example: 1200, unit: 'bytes', since: '4.18' }),
}))
