/** Tests that are not run, by name, and what they need. */
export const LEFT_OUT: readonly (readonly [needs: string, names: RegExp])[] = [
  [
    'the internals of a handle',
    named(
      'net-connect-(keepalive|nodelay|options-fd)|net-end-close|net-normalize-args|http-client-immediate-error',
      'net-persistent-(nodelay|ref-unref)|net-server-(keepalive|nodelay|bind)|net-server-listen-handle',
      'net-listen-invalid-port|net-socket-(setnodelay|write-after-close)|socket-address',
      'http-parser-timeout-reset|http-regr-gh-2928|tls-wrap-timeout|net-onread-static-buffer',
    ),
  ],
  ['that http uses the changed net itself', named('http-nodelay', 'http2-client-port-80')],
  [
    'sockets that another process shares (cluster)',
    named(
      'net-listen-(twice|handle-in-cluster-\\d|shared-ports|exclusive-random-ports)',
      'net-server-close-before-ipc-response',
    ),
  ],
  ['performance entries of net', named('net-perf_hooks')],
]

/** Tests that fail: the reason, and their names. What a user of a stream notices comes first. */
const FAILING: Readonly<Record<string, readonly string[]>> = {
  'a stream is of one connection: it cannot connect again': [
    'net-bytes-stats',
    'net-reconnect',
    'net-reconnect-error',
    'net-socket-local-address',
  ],
  'a stream reads from the start, even if it was paused before it was connected': [
    'net-connect-paused-connection',
    'net-server-pause-on-connect',
  ],
  'the texts and codes of errors are our own, and errors about arguments have no code': [
    'net-pipe-with-long-path',
    'net-socket-timeout',
    'net-write-after-end-nt',
  ],
  'there is no getTypeOfService, and errors about arguments have no code': ['net-socket-tos'],
  'a stream listens to no event of its own': ['net-socket-no-halfopen-enforcer'],
  'the getters of the prototype need a stream': ['net-access-byteswritten'],
  'destroySoon, which http calls, destroys before the end is read; the pair of Node has no such method':
    ['http-generic-streams'],
  'the pair of Node passes on at once, sockets do not': ['tls-generic-stream'],
  'tls learns from a Duplex of its close later than from a handle': ['tls-socket-close'],
  'of the adapter: it tries one address after the other': ['net-autoselectfamily'],
  'of the adapter: what it does not check or offer': [
    'net-connect-local-error',
    'net-connect-options-invalid',
    'net-server-listen-ipv6-link-local',
    'net-server-listen-options',
    'net-server-listen-options-signal',
    'net-server-listen-path',
    'net-socket-connect-invalid-autoselectfamily',
    'net-socket-connect-invalid-autoselectfamilyattempttimeout',
    'net-socket-connecting',
    'net-socket-constructor',
    'pipe-abstract-socket',
  ],
}

/** Why a test fails, by its name. */
export const EXPECTED: ReadonlyMap<string, string> = new Map(
  Object.entries(FAILING).flatMap(([reason, names]) =>
    names.map((name) => [`test-${name}.js`, reason] as const),
  ),
)

function named(...names: string[]): RegExp {
  return new RegExp(`^test-(${names.join('|')})\\.m?js$`)
}
