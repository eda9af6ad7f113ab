import { peer } from '../peer.ts'
import { bun, c, node } from '../programs.ts'
import { onLinuxOnly, type Row, times } from '../row.ts'

/** What a stream does: the row, and the most of node:net's processor time that it may take. */
interface Work {
  readonly what: 'receive' | 'send' | 'writes'
  readonly title: string
  readonly most: number
  readonly operations: number
}

const WORKS: readonly Work[] = [
  { what: 'receive', title: 'a stream receives, per MiB', most: 1.05, operations: 512 },
  { what: 'send', title: 'a stream sends blocks of 64 KiB, per MiB', most: 1.05, operations: 512 },
  { what: 'writes', title: 'a stream writes 20 bytes', most: 0.75, operations: 200_000 },
]

const SERVER = '; processor time of the server'

/** socket.stream() alongside the streams of node:net. */
export const streams: readonly Row[] = WORKS.map(({ what, title, most, operations }) => {
  const driver = () => c('stream-load', what)
  return {
    name: `stream-${what}`,
    title: title + SERVER,
    measures: times('µs'),
    peers: [
      peer('berkeley', {
        server: () => node('stream', 'berkeley', what),
        driver,
        measured: 'server',
      }),
      peer('C', { server: () => c('stream', what), driver, measured: 'server' }),
      peer('node:net', { server: () => node('stream', 'net', what), driver, measured: 'server' }),
      peer('Bun', { server: () => bun('stream', 'net', what), driver, measured: 'server' }),
    ],
    subject: 'berkeley',
    bars: [{ peer: 'berkeley', measure: 'processor', most, times: 'node:net' }],
    operations,
    rounds: 7,
    skip: onLinuxOnly,
  }
})

/** TLS over a stream: Node waits for a turn of its event loop after each write (decision 0031). */
export const tls: readonly Row[] = (['receive', 'send'] as const).map((what) => {
  const driver = () => node('tls-load', what)
  return {
    name: `tls-${what}`,
    title: `TLS over a stream ${what}s, per MiB${SERVER}`,
    measures: times('µs'),
    peers: [
      peer('berkeley', {
        server: () => node('stream', 'berkeley', what, 'tls'),
        driver,
        measured: 'server',
      }),
      peer('node:net', {
        server: () => node('stream', 'net', what, 'tls'),
        driver,
        measured: 'server',
      }),
    ],
    subject: 'berkeley',
    bars:
      what === 'receive'
        ? [{ peer: 'berkeley', measure: 'processor', most: 1.25, times: 'node:net' }]
        : [],
    operations: 256,
    rounds: 7,
    skip: onLinuxOnly,
  }
})

/** An http server over a listener of the library. */
export const http: Row = {
  name: 'http',
  title: `an http server with 64 connections that are kept alive, per request${SERVER}`,
  measures: times('µs'),
  peers: [
    peer('berkeley', {
      server: () => node('http', 'berkeley'),
      driver: () => c('http-load'),
      measured: 'server',
    }),
    peer('node:http', {
      server: () => node('http', 'net'),
      driver: () => c('http-load'),
      measured: 'server',
    }),
    peer('Bun', {
      server: () => bun('http', 'net'),
      driver: () => c('http-load'),
      measured: 'server',
    }),
  ],
  subject: 'berkeley',
  // 1.15 times as many requests per processor second.
  bars: [{ peer: 'berkeley', measure: 'processor', most: 1 / 1.15, times: 'node:http' }],
  operations: 20_000,
  rounds: 7,
  skip: onLinuxOnly,
}
