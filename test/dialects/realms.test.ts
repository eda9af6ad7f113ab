// Values from another realm: a `vm` context has its own classes, as does every test file in Jest.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import * as blade from '../../src/dialects/blade.ts'
import * as commonjs from '../../src/dialects/commonjs.ts'
import * as teajs from '../../src/dialects/teajs.ts'
import * as ucode from '../../src/dialects/ucode.ts'
import { folderOf } from '../support/folder.ts'
import { connected as bladeConnected } from './blade-sockets.ts'
import { connected as teajsConnected } from './teajs-sockets.ts'

const realm = createContext({})
const folder = folderOf({ after })

/** The value of an expression evaluated in another realm. */
function foreign(expression: string): unknown {
  return runInContext(`(${expression})`, realm)
}

/** An object like a URL from another realm. A context has no URL class of its own. */
function foreignUrl(href: string): URL {
  const { protocol } = new URL(href)
  return { href, protocol, [Symbol.toStringTag]: 'URL' } as unknown as URL
}

const BYTES = 'Uint8Array.of(0x68, 0x69)'

test('ucode: a RegExp of another realm is sent as its text, and is not an object', () => {
  const [left, right] = ucode.pair(ucode.SOCK_DGRAM) ?? assert.fail(ucode.error() ?? '')

  left.send(foreign('/ab+/giu'))
  left.send([foreign('/x/')])

  assert.deepEqual([right.recv(), right.recv()], ['/ab+/gi', '[ "/x/" ]'])
  assert.equal(ucode.addrinfo('127.0.0.1', 1, foreign('/x/') as object), null)
  assert.equal(ucode.error(), 'Argument hints is not an object: Invalid argument')
  for (const one of [left, right]) one.close()
})

for (const expression of [BYTES, `${BYTES}.buffer`, `new DataView(${BYTES}.buffer)`]) {
  test(`ucode: ${expression} of another realm is bytes`, () => {
    const [left, right] = ucode.pair(ucode.SOCK_DGRAM) ?? assert.fail(ucode.error() ?? '')

    left.send(foreign(expression))
    left.sendmsg([foreign(expression)])

    assert.deepEqual([right.recv(), right.recv()], ['hi', 'hi'])
    for (const one of [left, right]) one.close()
  })

  test(`CommonJS: ${expression} of another realm is bytes`, (t) => {
    const [client, accepted] = commonConnected(t)

    client.send(foreign(expression) as commonjs.Data)

    assert.equal(accepted.receive().toString(), 'hi')
  })
}

test('Blade: bytes, lists and dictionaries of another realm are recognized', (t) => {
  const [client, accepted] = bladeConnected(t)

  assert.equal(client.send(foreign(BYTES) as Uint8Array), 2)
  assert.equal(client.send(foreign('{}') as null), 0) // counts as a missing message
  assert.throws(() => client.receive(foreign('{ a: 1 }') as number), /dictionary given/)
  assert.throws(() => client.receive(foreign('[1]') as number), /list given/)

  assert.equal(accepted.receive(), 'hi')
  assert.equal(blade.from_bytes(foreign(BYTES) as Uint8Array), 'hi')
})

test('TeaJS: a Uint8Array of another realm is a Buffer wherever one is', async (t) => {
  const [client, accepted] = await teajsConnected(t)
  const bytes = foreign(BYTES) as Uint8Array

  const buffer = teajs.Buffer(bytes, 0, 2, false)
  teajs.Buffer([1, 2, 3]).copy(bytes, 1, 2)

  assert.equal(client.send(bytes), 2)
  assert.deepEqual([...(accepted.receive(2) as teajs.Buffer).bytes], [0x68, 3])
  assert.deepEqual([...buffer.bytes], [0x68, 3])
})

test('paths and errors of the file system may be of another realm', (t) => {
  const path = join(folder, 'file')
  writeFileSync(path, 'content')
  const [client, accepted] = commonConnected(t)
  const url = foreignUrl(pathToFileURL(path).href)
  const bytes = foreign(`Uint8Array.of(${Buffer.from(path).join(', ')})`) as Uint8Array

  for (const file of [url, { path: url }, { path: bytes }]) {
    assert.equal(client.sendFile(file), 7)
    assert.equal(accepted.receive().toString(), 'content')
  }

  assert.deepEqual(blade.file(url), { path })
  assert.deepEqual(blade.file(bytes), { path: bytes })
})

for (const [thrown, expected] of [
  ['new TypeError("no path")', { name: 'TypeError', message: /^file must be a path/ }],
  ['new RangeError("too far")', { name: 'TypeError', message: /^file must be a path/ }],
  [
    'Object.assign(new Error(""), { code: "ENOENT", errno: -2, syscall: "open" })',
    { name: 'SocketError', code: 'ENOENT', errno: 2, syscall: 'open' },
  ],
] as const) {
  test(`CommonJS: ${thrown} of another realm is understood`, (t) => {
    const [client] = commonConnected(t)
    const file = foreign(`{ get path() { throw ${thrown} } }`)

    assert.throws(() => client.sendFile(file as commonjs.SendableFile), expected)
  })
}

function commonConnected(t: {
  after: (close: () => void) => void
}): [client: commonjs.Socket, accepted: commonjs.Socket] {
  const server = new commonjs.Socket().bind('127.0.0.1', 0).listen()
  const client = new commonjs.Socket().connect('127.0.0.1', server.localPort)
  const accepted = server.accept()
  t.after(() => {
    for (const one of [client, accepted, server]) one.close()
  })
  return [client, accepted]
}
