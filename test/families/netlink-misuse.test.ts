import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants } from '../../src/index.ts'
import * as netlink from '../../src/netlink.ts'
import type { Loose } from '../support/loose.ts'
import { noNetlink as skip, routeSocket } from '../support/netlink.ts'

const loose = netlink as unknown as Loose
const { NLM_F_CREATE, NLM_F_DUMP, NLM_F_EXCL, RTM_GETLINK } = constants

const REQUESTS: readonly [message: string | RegExp, request: unknown, options?: unknown][] = [
  ['A request must be an object, not undefined', undefined],
  ['Unknown part of a request: typ; did you mean type?', { typ: 18 }],
  ['Unknown part of a request: flag; did you mean flags?', { type: 18, flag: 5 }],
  [/^Unknown part of a request: seq\b/, { type: 18, seq: 'x' }],
  [/^type must be a number\b.*, not '18'$/, { type: '18' }],
  ['flags must be a number, a C name or a list of C names, not true', { type: 18, flags: true }],
  ['No flag NLM_F_DUMPP; did you mean NLM_F_DUMP?', { type: 18, flags: 'NLM_F_DUMPP' }],
  ['No flag MSG_PEEK', { type: 18, flags: ['MSG_PEEK'] }],
  [
    "flags must be a list of several names, ['NLM_F_CREATE', 'NLM_F_EXCL'], not 'NLM_F_CREATE|NLM_F_EXCL'",
    { type: 18, flags: 'NLM_F_CREATE|NLM_F_EXCL' },
  ],
  [
    'flags must not be undefined: is there a constant of that name?',
    { type: 18, flags: undefined },
  ],
  ['flags must be an integer of 32 bits, not 0.5', { type: 18, flags: 0.5 }],
  ['flags must be between 0 and 65535, not 65536', { type: 18, flags: 0x1_0000 }],
  [/^Unknown option: flagz\b/, { type: 18 }, { flagz: 1 }],
  [/^Unknown option: flags\b/, { type: 18 }, { flags: 'MSG_PEEK' }],
  ['Options must be an object, not 5: give { timeout: 5 }', { type: 18 }, 5],
]

for (const [message, ...given] of REQUESTS) {
  test(`a request that is refused: ${message}`, { skip }, async () => {
    using socket = routeSocket()

    await assert.rejects(Promise.resolve(loose['request']?.(socket, ...given)), { message })
    assert.throws(() => loose['requestSync']?.(socket, ...given), { message })
    assert.throws(() => [...(loose['dumpSync']?.(socket, ...given) as [])], { message })
  })
}

const LISTS: readonly [message: string | RegExp, encode: string, given: unknown][] = [
  ['Unknown part of a message: flagz; did you mean flags?', 'encodeMessages', [{ flagz: 1 }]],
  [/^Unknown part of a message: seq\b/, 'encodeMessages', [{ type: 1, seq: 1 }]],
  ['No flag MSG_PEEK', 'encodeMessages', [{ type: 1, flags: 'MSG_PEEK' }]],
  ['Unknown part of an attribute: dat; did you mean data?', 'encodeAttributes', [{ dat: '' }]],
]

for (const [message, encode, given] of LISTS) {
  test(`a list that is refused: ${message}`, { skip }, () => {
    assert.throws(() => loose[encode]?.(given), { message })
  })
}

test('what reads an attribute needs a list of them', { skip }, () => {
  const readers = Object.keys(netlink).filter((name) => name.endsWith('Of'))

  assert.ok(readers.includes('tcpInfoOf') && readers.includes('attributeOf'), readers.join())
  for (const name of readers) {
    assert.throws(() => loose[name]?.(undefined, 2), {
      name: 'TypeError',
      message: 'Attributes must be an array, not undefined',
    })
  }
})

test('flags may be given by their names', { skip }, () => {
  using socket = routeSocket()
  const flags = ['NLM_F_CREATE', 'NLM_F_EXCL'] as const
  const payload = netlink.ifinfomsg.encode()

  const named = netlink.encodeMessages([{ type: 1, flags }])
  // Without NLM_F_DUMP the kernel would refuse to get a link that is not named.
  const links = netlink.requestSync(socket, { type: RTM_GETLINK, flags: 'NLM_F_DUMP', payload })
  const same = netlink.requestSync(socket, { type: RTM_GETLINK, flags: NLM_F_DUMP, payload })

  const [message] = netlink.decodeMessages(named)
  assert.equal(message?.flags, NLM_F_CREATE | NLM_F_EXCL)
  assert.ok(links.length > 0)
  assert.equal(links.length, same.length)
  // @ts-expect-error: not a flag of netlink
  assert.throws(() => netlink.encodeMessages([{ type: 1, flags: 'MSG_PEEK' }]), TypeError)
})
