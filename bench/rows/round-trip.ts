import { peer } from '../peer.ts'
import { c, node, python } from '../programs.ts'
import { type Row, times } from '../row.ts'

const server = () => c('echo-blocking')

/** A blocking client: the cost of a send and a receive that waits. */
export const roundTrip: Row = {
  name: 'round-trip',
  title: 'a 64-byte TCP round trip, blocking, to an echo server in C; time of the client',
  measures: times('µs'),
  peers: [
    peer('berkeley', { server, driver: () => node('round-trip'), measured: 'driver' }),
    peer('C', { server, driver: () => c('round-trip'), measured: 'driver' }),
    peer('CPython', { server, driver: () => python('round-trip'), measured: 'driver' }),
  ],
  subject: 'berkeley',
  bars: [
    { peer: 'berkeley', measure: 'wall', most: 1.12, times: 'C' },
    { peer: 'berkeley', measure: 'processor', most: 1.12, times: 'C' },
    { peer: 'berkeley', measure: 'wall', most: 1, times: 'CPython' },
    { peer: 'berkeley', measure: 'processor', most: 1, times: 'CPython' },
  ],
  operations: 50_000,
  rounds: 9,
}
