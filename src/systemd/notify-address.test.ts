import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseNotifyAddress } from './notify-address.ts'

const vsock = (cid: number, port: number) => ({ family: 'AF_VSOCK', cid, port })
const ANY_TYPE = ['SOCK_DGRAM', 'SOCK_SEQPACKET', 'SOCK_STREAM']

const ADDRESSES: readonly [text: string, address: object, types: readonly string[]][] = [
  ['/run/notify', { family: 'AF_UNIX', path: '/run/notify' }, ['SOCK_DGRAM']],
  ['@a/b%41', { family: 'AF_UNIX', abstract: 'a/b%41' }, ['SOCK_DGRAM']],
  ['vsock:2:9999', vsock(2, 9999), ANY_TYPE],
  ['vsock:host:0', vsock(2, 0), ANY_TYPE],
  ['vsock-stream:hypervisor:1', vsock(0, 1), ['SOCK_STREAM']],
  ['vsock-dgram:local:1', vsock(1, 1), ['SOCK_DGRAM']],
  ['vsock-seqpacket:4294967294:4294967294', vsock(2 ** 32 - 2, 2 ** 32 - 2), ['SOCK_SEQPACKET']],
]

for (const [text, address, types] of ADDRESSES) {
  test(`${text} is where to notify`, () => {
    assert.deepEqual(parseNotifyAddress(text), { address, types })
  })
}

for (const text of [
  ...['notify', './notify', 'unix:/run/notify', 'toString:1:1', '127.0.0.1:1', ' /run/notify'],
  ...['vsock:2', 'vsock::9', 'vsock:2:', 'vsock:any:9', 'vsock:-1:9', 'vsock:toString:9'],
  ...['vsock:4294967295:9', 'vsock:2:4294967295', 'vsock:2:9 ', 'vsock-raw:2:9', 'VSOCK:2:9'],
]) {
  test(`'${text}' is refused`, () => {
    assert.throws(() => parseNotifyAddress(text), {
      name: 'RangeError',
      message: `NOTIFY_SOCKET must be a path, an abstract name as @name, or vsock:CID:PORT, not '${text}'`,
    })
  })
}

test('any other text is refused', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^vsock:\w{0,12}:\w{0,12}$/)), (text) => {
      fc.pre(!/^[/@]/.test(text))
      try {
        const { address } = parseNotifyAddress(text)
        assert.match(text, /^vsock/)
        assert.equal(address.family, 'AF_VSOCK')
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error))
      }
    }),
  )
})
