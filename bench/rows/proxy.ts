import { peer } from '../peer.ts'
import { c, node } from '../programs.ts'
import { onLinuxOnly, type Row, times } from '../row.ts'

const driver = () => c('pipe-to-load')

/** A proxy: the cost of splice(2) from one connection to another. */
export const proxy: Row = {
  name: 'proxy',
  title: '32 MiB from one TCP connection to another; processor time of the proxy',
  measures: times('ms'),
  peers: [
    peer('berkeley', { server: () => node('pipe-to-berkeley'), driver, measured: 'server' }),
    peer('C splice', { server: () => c('pipe-to'), driver, measured: 'server' }),
    peer('node:net', { server: () => node('pipe-to-net'), driver, measured: 'server' }),
  ],
  subject: 'berkeley',
  bars: [
    { peer: 'berkeley', measure: 'processor', most: 1.1, times: 'C splice' },
    { peer: 'berkeley', measure: 'processor', most: 0.5, times: 'node:net' },
  ],
  operations: 60,
  rounds: 9,
  skip: onLinuxOnly,
}
