import { peer } from '../peer.ts'
import { c, node } from '../programs.ts'
import { type Peer, type Row, times } from '../row.ts'

const DIALECTS = ['ucode', 'dictu', 'blade', 'teajs', 'commonjs']

const server = () => c('echo-blocking')

/** The cost that each dialect adds to the underlying calls. */
export const dialects: Row = {
  name: 'dialects',
  title: 'a 64-byte TCP round trip, blocking, through each dialect; time of the client',
  measures: times('µs'),
  peers: [
    peer('berkeley', { server, driver: () => node('round-trip'), measured: 'driver' }),
    // Blade's equivalent in the core: its receive waits at most five minutes.
    peer('with timeout', {
      server,
      driver: () => node('round-trip', '300000'),
      measured: 'driver',
    }),
    ...DIALECTS.map(throughDialect),
  ],
  bars: DIALECTS.map((name) => ({
    peer: name,
    measure: 'processor',
    most: 1.25,
    times: 'berkeley',
  })),
  operations: 30_000,
  rounds: 9,
}

function throughDialect(name: string): Peer {
  return peer(name, { server, driver: () => node('dialects', name), measured: 'driver' })
}
