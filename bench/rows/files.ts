import { peer } from '../peer.ts'
import { c, node } from '../programs.ts'
import { onLinuxOnly, type Row, times } from '../row.ts'

const driver = () => c('send-file-load')
/** A file that every machine has, and its pages in memory. */
const file = [process.execPath, String(1 << 25)] as const

/** Sending a file: the cost of sendfile(2), and of what has to wait for it. */
export const files: Row = {
  name: 'files',
  title: '32 MiB of a file to a TCP connection; processor time of the server',
  measures: times('ms'),
  peers: [
    peer('berkeley', {
      server: () => node('send-file-berkeley', ...file),
      driver,
      measured: 'server',
    }),
    peer('C sendfile', { server: () => c('send-file', ...file), driver, measured: 'server' }),
    peer('node:fs', { server: () => node('send-file-fs', ...file), driver, measured: 'server' }),
  ],
  subject: 'berkeley',
  bars: [
    { peer: 'berkeley', measure: 'processor', most: 1.05, times: 'C sendfile' },
    { peer: 'berkeley', measure: 'processor', most: 0.5, times: 'node:fs' },
  ],
  operations: 60,
  rounds: 9,
  skip: onLinuxOnly,
}
