import assert from 'node:assert/strict'
import { createCipheriv, createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { type Form, forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { ALG_OP_DECRYPT, ALG_OP_ENCRYPT, MSG_MORE } = constants

const KEY = Buffer.alloc(16, 'key')
const IV = Buffer.alloc(16, 'iv')
const HEAD = Buffer.from('not secret')
const TAG = 16

/** A socket of the algorithm, from which those that compute are accepted. */
function algorithm(algorithmType: string, name: string): Socket {
  const socket = new Socket('AF_ALG', 'SOCK_SEQPACKET')
  try {
    socket.bind({ family: 'AF_ALG', algorithmType, name })
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

/** Why the kernel has no such algorithm; false if it has. */
function lacks(algorithmType: string, name: string): string | false {
  try {
    algorithm(algorithmType, name).close()
    return false
  } catch (error) {
    return `this kernel has no ${name}: ${String(error)}`
  }
}

async function working(form: Form, bound: Socket): Promise<Socket> {
  const worker = await form.call(bound, 'accept')
  worker.timeout = PATIENCE
  return worker
}

for (const form of forms) {
  for (const name of ['sha256', 'sha512'])
    for (const text of ['', 'hello'])
      test(`a hash is that of node:crypto: ${name} of '${text}', ${form.name}`, {
        skip: lacks('hash', name),
      }, async () => {
        using bound = algorithm('hash', name)
        using worker = await working(form, bound)

        await form.call(worker, 'send', text)
        const digest = await form.call(worker, 'recv')

        assert.deepEqual(digest, createHash(name).update(text).digest())
      })

  test(`a hash with a key is made of several pieces: ${form.name}`, {
    skip: lacks('hash', 'hmac(sha256)'),
  }, async () => {
    using bound = algorithm('hash', 'hmac(sha256)')
    bound.setOption('ALG_SET_KEY', KEY)
    using worker = await working(form, bound)

    await form.call(worker, 'send', 'hel', { flags: MSG_MORE })
    await form.call(worker, 'send', 'lo')
    const digest = await form.call(worker, 'recv')

    assert.deepEqual(digest, createHmac('sha256', KEY).update('hello').digest())
  })

  test(`a cipher has an IV, and turns back what it did: ${form.name}`, {
    skip: lacks('skcipher', 'cbc(aes)'),
  }, async () => {
    using bound = algorithm('skcipher', 'cbc(aes)')
    bound.setOption('ALG_SET_KEY', KEY)
    using worker = await working(form, bound)
    const data = Buffer.alloc(64, 'secret')
    const cipher = createCipheriv('aes-128-cbc', KEY, IV).setAutoPadding(false)

    const encrypt = { ALG_SET_OP: ALG_OP_ENCRYPT, ALG_SET_IV: IV }
    await form.call(worker, 'sendMessage', { data, control: encrypt })
    const encrypted = await form.call(worker, 'recv', data.length)
    const decrypt = { ALG_SET_OP: ALG_OP_DECRYPT, ALG_SET_IV: IV }
    await form.call(worker, 'sendMessage', { data: encrypted, control: decrypt })
    const decrypted = await form.call(worker, 'recv', data.length)

    assert.deepEqual(encrypted, Buffer.concat([cipher.update(data), cipher.final()]))
    assert.deepEqual(decrypted, data)
  })

  test(`what is authenticated has a tag, and a wrong one is EBADMSG: ${form.name}`, {
    skip: lacks('aead', 'gcm(aes)'),
  }, async () => {
    using bound = algorithm('aead', 'gcm(aes)')
    bound.setOption('ALG_SET_KEY', KEY)
    bound.setOption('ALG_SET_AEAD_AUTHSIZE', TAG)
    using worker = await working(form, bound)
    const iv = IV.subarray(0, 12)
    const data = Buffer.alloc(40, 'secret')
    const cipher = createCipheriv('aes-128-gcm', KEY, iv).setAAD(HEAD)
    const expected = Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()])
    const request = (operation: number, body: Uint8Array) => ({
      data: [HEAD, body],
      control: {
        ...{ ALG_SET_OP: operation, ALG_SET_IV: iv, ALG_SET_AEAD_ASSOCLEN: HEAD.length },
      },
    })

    await form.call(worker, 'sendMessage', request(ALG_OP_ENCRYPT, data))
    const encrypted = await form.call(worker, 'recv', HEAD.length + data.length + TAG)
    await form.call(worker, 'sendMessage', request(ALG_OP_DECRYPT, expected))
    const decrypted = await form.call(worker, 'recv', HEAD.length + data.length)
    expected[0] = (expected[0] ?? 0) ^ 1
    await form.call(worker, 'sendMessage', request(ALG_OP_DECRYPT, expected))

    await assert.rejects(form.call(worker, 'recv', HEAD.length + data.length), {
      name: 'SocketError',
      code: 'EBADMSG',
    })
    expected[0] ^= 1
    assert.deepEqual(encrypted.subarray(HEAD.length), expected)
    assert.deepEqual(decrypted.subarray(HEAD.length), data)
  })
}

test('more than a cipher can hold goes through it, piece by piece', {
  skip: lacks('skcipher', 'cbc(aes)'),
}, async () => {
  using bound = algorithm('skcipher', 'cbc(aes)')
  bound.setOption('ALG_SET_KEY', KEY)
  using worker = await bound.accept()
  worker.timeout = PATIENCE
  const data = Buffer.from(Array.from({ length: 320_000 }, (_, i) => i % 251))
  const cipher = createCipheriv('aes-128-cbc', KEY, IV).setAutoPadding(false)

  const control = { ALG_SET_OP: ALG_OP_ENCRYPT, ALG_SET_IV: IV }
  await worker.sendMessage({ data: [], control }, { flags: MSG_MORE })
  const sending = worker.sendAll(data, { flags: MSG_MORE })
  const pieces: Buffer[] = []
  for (let left = data.length; left > 0; left -= pieces.at(-1)?.length ?? 0)
    pieces.push(await worker.recv(Math.min(65_536, left)))
  await sending

  assert.ok(Buffer.concat(pieces).equals(Buffer.concat([cipher.update(data), cipher.final()])))
})

test('the same with blocking calls, in turns', {
  skip: lacks('skcipher', 'cbc(aes)'),
}, () => {
  using bound = algorithm('skcipher', 'cbc(aes)')
  bound.setOption('ALG_SET_KEY', KEY)
  using worker = bound.acceptSync()
  worker.timeout = PATIENCE
  const data = Buffer.from(Array.from({ length: 320_000 }, (_, i) => i % 241))
  const cipher = createCipheriv('aes-128-cbc', KEY, IV).setAutoPadding(false)

  const control = { ALG_SET_OP: ALG_OP_ENCRYPT, ALG_SET_IV: IV }
  worker.sendMessageSync({ data: [], control }, { flags: MSG_MORE })
  const pieces: Buffer[] = []
  for (let sent = 0, came = 0; came < data.length; came += pieces.at(-1)?.length ?? 0) {
    if (sent < data.length) sent += worker.trySend(data.subarray(sent), { flags: MSG_MORE }) ?? 0
    pieces.push(worker.recvSync(Math.min(65_536, data.length - came)))
  }

  assert.ok(Buffer.concat(pieces).equals(Buffer.concat([cipher.update(data), cipher.final()])))
})
