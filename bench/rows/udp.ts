import { peer } from '../peer.ts'
import { c, node } from '../programs.ts'
import { onLinuxOnly, type Row, times } from '../row.ts'

const driver = () => c('udp-load')

/** Datagrams: the cost of an awaited receive when the next datagram is always available. */
export const udp: Row = {
  name: 'udp',
  title:
    'receiving 64-byte UDP datagrams, one acknowledgement per 64; processor time of the receiver',
  measures: times('µs'),
  peers: [
    peer('berkeley', { server: () => node('udp-berkeley'), driver, measured: 'server' }),
    peer('C recvfrom', { server: () => c('udp-recvfrom'), driver, measured: 'server' }),
    peer('node:dgram', { server: () => node('udp-dgram'), driver, measured: 'server' }),
  ],
  subject: 'berkeley',
  bars: [],
  operations: 128_000,
  rounds: 7,
  skip: onLinuxOnly,
}
