import { peer } from '../peer.ts'
import { bun, c, node } from '../programs.ts'
import { onLinuxOnly, type Row, times } from '../row.ts'

const driver = () => c('echo-load')

/** A server with many connections: the cost of an awaited receive and a send. */
export const echo: Row = {
  name: 'echo',
  title:
    'an echo server with 128 TCP connections, per 64-byte message; processor time of the server',
  measures: times('µs'),
  peers: [
    peer('berkeley', { server: () => node('echo-berkeley'), driver, measured: 'server' }),
    peer('C epoll', { server: () => c('echo-epoll'), driver, measured: 'server' }),
    peer('node:net', { server: () => node('echo-net'), driver, measured: 'server' }),
    peer('Bun', { server: () => bun('echo-bun'), driver, measured: 'server' }),
  ],
  subject: 'berkeley',
  bars: [
    { peer: 'berkeley', measure: 'processor', most: 1.2, times: 'C epoll' },
    { peer: 'berkeley', measure: 'processor', most: 0.75, times: 'node:net' },
  ],
  operations: 60_000,
  rounds: 7,
  skip: onLinuxOnly,
}
