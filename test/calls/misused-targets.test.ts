import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { test } from 'node:test'
import {
  bind,
  bindSync,
  connect,
  connectSync,
  constants,
  listen,
  listenSync,
} from '../../src/index.ts'

// A target that was given is never taken for every address of this machine.

type Call = (target: unknown) => unknown
type Row = readonly [message: string, target: unknown]

const LOCAL = { listen, listenSync, bind, bindSync } as unknown as Record<string, Call>
const REMOTE = { connect, connectSync } as unknown as Record<string, Call>

const EVERYWHERE: readonly Row[] = [
  ['path must not be undefined', { path: undefined }],
  ['path must not be undefined', { path: undefined, port: 0 }],
  ['path must not be undefined', { family: 'AF_UNIX', path: undefined }],
  ['abstract must not be undefined', { abstract: undefined }],
  ['address must not be undefined', { address: undefined, port: 0 }],
  ['cid must not be undefined', { cid: undefined, port: 0 }],
  ['path must not be null', { path: null }],
  ['port must be a string or a number, not true', { host: '127.0.0.1', port: true }],
  ['port must be a string or a number, not an object', { host: '127.0.0.1', port: {} }],
  ["port must be digits alone, or a name, not ''", { host: '127.0.0.1', port: '' }],
  ["port must be digits alone, or a name, not '-1'", { host: '127.0.0.1', port: '-1' }],
  ['port must not be null', { host: '127.0.0.1', port: null }],
  ['port must not be null', { address: '127.0.0.1', port: null }],
  ['family must not be null', { host: '127.0.0.1', port: 0, family: null }],
  ["family must be 'AF_INET' or 'AF_INET6', not 4", { host: '127.0.0.1', port: 0, family: 4 }],
  ["family must be 'AF_INET' or 'AF_INET6', not 6", { host: '::1', port: 0, family: 6 }],
  ['Unknown part of a target: hostname; give it as host', { hostname: 'localhost' }],
  [
    'Unknown part of a target: noDelay; give it as options: { TCP_NODELAY: true }',
    { noDelay: true },
  ],
  [
    'Unknown part of a target: keepAlive; give it as options: { SO_KEEPALIVE: true }',
    { keepAlive: true },
  ],
  ['Unknown part of a host: scopeId; expected host, port, family', { host: '::1', scopeId: 1 }],
]

const LOCALLY: readonly Row[] = [
  [
    'host must not be null; without a host, it is every address of this machine',
    { host: null, port: 0 },
  ],
  ["family must be 'AF_INET' or 'AF_INET6', not 4", { port: 0, family: 4 }],
  ["dualStack must be true or false, not 'no'", { dualStack: 'no' }],
  ['dualStack must be true or false, not null', { dualStack: null }],
  ['reusePort must be true or false, not 1', { reusePort: 1 }],
  ['Unknown part of a target: ipv6Only; give it as dualStack: false', { ipv6Only: true }],
]

const REMOTELY: readonly Row[] = [
  ['host must not be null', { host: null, port: 1 }],
  ['Cannot connect to undefined: give a host, a path or an address', undefined],
  ["host is missing: for this machine, host: 'localhost'", { port: 1 }],
  ["host is missing: for this machine, host: 'localhost'", { host: undefined, port: 5 }],
  ["host is missing: for this machine, host: 'localhost'", { family: 'AF_INET', port: 5 }],
]

const rows: [readonly Row[], Record<string, Call>][] = [
  [EVERYWHERE, { ...LOCAL, ...REMOTE }],
  [LOCALLY, LOCAL],
  [REMOTELY, REMOTE],
]

for (const [list, calls] of rows)
  for (const [message, target] of list)
    test(`misuse of a target is named: ${message}: ${inspect(target)}`, async () => {
      for (const [name, call] of Object.entries(calls))
        await assert.rejects(async () => await call(target), { name: 'TypeError', message }, name)
    })

test('a target that is undefined is not one that was left out', async () => {
  for (const [name, call] of Object.entries(LOCAL))
    for (const target of [undefined, null])
      await assert.rejects(
        async () => await call(target),
        {
          name: 'TypeError',
          message: `Cannot ${name.startsWith('bind') ? 'bind to' : 'listen at'} ${String(target)}: give a host, a path or an address`,
        },
        name,
      )
})

test('what may be undefined is left out', async () => {
  const host = { host: '127.0.0.1', port: 0, family: undefined, path: undefined, type: undefined }
  const six = { address: '::1', port: 0, scopeId: undefined }
  const four = { address: '127.0.0.1', port: 0, scopeId: undefined, path: undefined }
  using server = listenSync({ host: undefined, port: undefined, options: undefined })

  for (const call of Object.values(LOCAL))
    for (const target of [host, six, four, { port: 0, scopeId: undefined }]) {
      const socket = (await call(target)) as Disposable
      socket[Symbol.dispose]()
    }

  assert.notEqual(server.localAddress.port, 0)
})

test('a number of a family that the resolver knows is one to listen at', () => {
  using server = listenSync({ port: 0, family: constants.AF_INET })

  assert.equal(server.localAddress.family, 'AF_INET')
})

test('a blocking connect refuses a signal in its target, as in its options', () => {
  const target = { host: '127.0.0.1', port: 1, signal: AbortSignal.abort() }

  assert.throws(
    () => {
      REMOTE['connectSync']?.(target)
    },
    {
      name: 'TypeError',
      message:
        'Unknown part of a target: signal; a blocking call takes timeout or deadline instead',
    },
  )
  assert.throws(() => connectSync({ host: '127.0.0.1', port: 1, signal: undefined, timeout: 0 }), {
    name: 'SocketError',
  })
})
