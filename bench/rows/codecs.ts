import { peer } from '../peer.ts'
import { bundled } from '../programs.ts'
import { type Peer, type Row, times } from '../row.ts'

const codec = (name: string, which: string): Peer =>
  peer(name, { driver: () => bundled('codecs', which), measured: 'driver' })

/** Converts between bytes and values, without a system call. */
export const codecs: Row = {
  name: 'codecs',
  title: 'codecs alone',
  measures: times('ns'),
  peers: [
    codec('sockaddr_in decoded', 'decode'),
    codec('sockaddr_in encoded', 'encode'),
    codec('TCP_INFO decoded', 'tcpInfo'),
    codec('two control messages decoded', 'control'),
  ],
  bars: [
    { peer: 'sockaddr_in decoded', measure: 'processor', most: 60 },
    { peer: 'sockaddr_in encoded', measure: 'processor', most: 60 },
    { peer: 'TCP_INFO decoded', measure: 'processor', most: 3000 },
    { peer: 'two control messages decoded', measure: 'processor', most: 1000 },
  ],
  operations: 1_000_000,
  rounds: 7,
}
