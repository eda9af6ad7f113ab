import { peer } from '../peer.ts'
import { c, node } from '../programs.ts'
import { type Peer, type Row, times } from '../row.ts'

const berkeley = (name: string, call: string): Peer =>
  peer(name, { driver: () => node('calls', call), measured: 'driver' })

const inC = (name: string, call: string): Peer =>
  peer(name, { driver: () => c('calls', call), measured: 'driver' })

/** Single calls that never wait. */
export const calls: Row = {
  name: 'calls',
  title: 'single calls',
  measures: times('ns'),
  peers: [
    berkeley('raw recv, EAGAIN', 'recv'),
    inC('recv in C, EAGAIN', 'recv'),
    berkeley('getOption', 'getOption'),
    inC('getsockopt in C', 'getsockopt'),
    berkeley('sockaddr_in decoded by raw', 'decode'),
    berkeley('sockaddr_in encoded by raw', 'encode'),
  ],
  bars: [],
  operations: 1_000_000,
  rounds: 5,
}
