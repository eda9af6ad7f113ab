import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Duplex } from 'node:stream'
import { type TestContext, test } from 'node:test'
import tls from 'node:tls'
import { connect, constants, poll, type Socket, type TlsCryptoInfo } from '../../src/index.ts'
import { closing } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'
import { noKernelTls } from '../support/kernel-tls.ts'
import { PATIENCE } from '../support/patience.ts'
import { tlsClient, tlsServer } from '../support/tls.ts'

/** Types of records, and the alert of who sends nothing more: a warning. */
const ALERT = 21
const APPLICATION_DATA = 23
const CLOSE_NOTIFY = Buffer.from([1, 0])

/** Suites of TLS 1.3 that a key which both ends know can be used with. */
const suites = [
  { suite: 'TLS_AES_128_GCM_SHA256', cipher: 'TLS_CIPHER_AES_GCM_128', key: 16, salt: 4 },
  {
    suite: 'TLS_CHACHA20_POLY1305_SHA256',
    cipher: 'TLS_CIPHER_CHACHA20_POLY1305',
    key: 32,
    salt: 0,
  },
] as const

type Suite = (typeof suites)[number]

/** HKDF-Expand-Label of RFC 8446, section 7.1, for what is no longer than a hash. */
function expand(secret: Buffer, name: string, length: number): Buffer {
  const label = Buffer.from(`tls13 ${name}`)
  const info = Buffer.from([0, length, label.length, ...label, 0, 1])
  return createHmac('sha256', secret).update(info).digest().subarray(0, length)
}

/** The keys of one direction, as the kernel takes them. */
function keysOf({ cipher, key, salt }: Suite, secret: Buffer, records: number): TlsCryptoInfo {
  const iv = expand(secret, 'iv', 12)
  const rec_seq = Buffer.alloc(8)
  rec_seq.writeBigUInt64BE(BigInt(records))
  return {
    ...{ version: constants.TLS_1_3_VERSION, cipher_type: cipher, rec_seq },
    ...{ key: expand(secret, 'key', key), salt: iv.subarray(0, salt), iv: iv.subarray(salt) },
  }
}

/** A server that greets, echoes what it receives, and ends when its client does. */
async function echoServer(t: TestContext, { suite }: Suite): Promise<AddressInfo> {
  const options = { ...tlsServer, ciphers: suite, minVersion: 'TLSv1.3' } as const
  const server = tls.createServer(options, (socket) => {
    socket.write('hello')
    socket.pipe(socket)
  })
  t.after(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address() as AddressInfo
}

/** Makes node:tls shake hands over the socket, and returns its secrets and records received. */
async function handshake(socket: Socket, { suite }: Suite) {
  const secrets = new Map<string, Buffer>()
  let records = 0
  const carrier = new Duplex({
    read: () => undefined, // what comes is pushed
    write(chunk: Buffer, _encoding, done) {
      socket.sendAll(chunk).then(() => {
        done()
      }, done)
    },
  })
  const handover = new AbortController()
  const carried = carry(socket, carrier, handover.signal)
  const options = { ...tlsClient, ciphers: suite, minVersion: 'TLSv1.3' } as const
  const client = tls.connect({ ...options, socket: carrier })
  client.on('keylog', (line: Buffer) => {
    const [name = '', , secret = ''] = String(line).trim().split(' ')
    secrets.set(name, Buffer.from(secret, 'hex'))
  })
  client.on('session', () => records++) // each ticket is a record of the server
  const [greeting] = (await once(client, 'data')) as [Buffer]
  records++
  handover.abort()
  await carried
  carrier.destroy()
  assert.equal(String(greeting), 'hello')
  const secretOf = (name: string) => secrets.get(`${name}_TRAFFIC_SECRET_0`) ?? assert.fail(name)
  return { own: secretOf('CLIENT'), peers: secretOf('SERVER'), records }
}

async function carry(socket: Socket, to: Duplex, signal: AbortSignal): Promise<void> {
  try {
    for (;;) to.push(await socket.recv(65_536, { signal }))
  } catch (error) {
    if (!signal.aborted) to.destroy(error as Error)
  }
}

/** Waits without holding the thread, on which the server runs too. */
async function arrival(socket: Socket): Promise<void> {
  const ready = await poll([{ socket, events: 'POLLIN' }], PATIENCE)
  assert.equal(ready.length, 1)
}

for (const suite of suites)
  for (const form of forms)
    test(`the kernel goes on where node:tls has shaken hands: ${suite.suite}, ${form.name}`, {
      skip: noKernelTls,
    }, async (t) => {
      const { address, port } = await echoServer(t, suite)
      const socket = closing(t, await connect({ family: 'AF_INET', address, port }))
      socket.timeout = PATIENCE
      const { own, peers, records } = await handshake(socket, suite)

      socket.setOption('TCP_ULP', 'tls')
      socket.setOption('TLS_TX', keysOf(suite, own, 0))
      socket.setOption('TLS_RX', keysOf(suite, peers, records))
      await form.call(socket, 'send', 'from the kernel')
      await arrival(socket)
      const echo = await form.call(socket, 'recvMessage', { control: true })
      const control = { TLS_SET_RECORD_TYPE: ALERT }
      await form.call(socket, 'sendMessage', { data: CLOSE_NOTIFY, control })
      await arrival(socket)
      const alert = await form.call(socket, 'recvMessage', { control: true })

      assert.equal(String(echo.data), 'from the kernel')
      assert.equal(echo.control.TLS_GET_RECORD_TYPE, APPLICATION_DATA)
      assert.deepEqual(alert.data, CLOSE_NOTIFY)
      assert.equal(alert.control.TLS_GET_RECORD_TYPE, ALERT)
    })
