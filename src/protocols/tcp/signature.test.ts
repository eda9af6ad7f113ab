import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platform } from '../../binding.ts'
import { aoDeletion, aoKey } from './authentication.ts'
import { aoInfo, aoKeyQuery, aoKnownKey } from './authentication-state.ts'
import { md5Signature } from './signature.ts'

const skip = !platform.layout('kernel_tcp_ao_add') && 'no TCP signatures on this platform'
const key = Uint8Array.of(1, 2, 3)

test('the peer of a signature is an address of IPv4 or IPv6, in any form', { skip }, () => {
  for (const [address, read] of [
    ['192.0.2.1', { family: 'AF_INET', address: '192.0.2.1', port: 0 }],
    ['[2001:db8::1]:7', { family: 'AF_INET6', address: '2001:db8::1', port: 7 }],
    [
      { address: '::1', port: 0 },
      { family: 'AF_INET6', address: '::1', port: 0 },
    ],
  ] as const) {
    const bytes = md5Signature.encode({ address, key }, platform)

    assert.deepEqual(md5Signature.decode(bytes, platform), {
      ...{ address: read, key, flags: 0, prefixlen: 0, interfaceIndex: 0 },
    })
  }
  assert.throws(
    () => md5Signature.encode({ address: '/run/x.sock', key }, platform),
    /must be IPv4 or IPv6, not AF_UNIX/,
  )
})

test('a key of a signature has at most 80 bytes', { skip }, () => {
  const address = '127.0.0.1'
  const longest = new Uint8Array(80).fill(7)

  const bytes = md5Signature.encode({ address, key: longest }, platform)

  assert.deepEqual(md5Signature.decode(bytes, platform).key, longest)
  const rest = { address, alg_name: 'hmac(sha1)', prefix: 32, sndid: 1, rcvid: 2 }
  for (const encode of [
    (key: Uint8Array) => md5Signature.encode({ address, key }, platform),
    (key: Uint8Array) => aoKey.encode({ ...rest, key }, platform),
  ]) {
    assert.throws(() => encode(new Uint8Array(81)), RangeError)
    assert.throws(() => encode('text' as never), /key must be/)
  }
})

test('a key of TCP-AO is where the kernel reads it', { skip }, () => {
  const given = { address: '192.0.2.1', alg_name: 'hmac(sha1)', prefix: 32, sndid: 100, rcvid: 7 }

  const bytes = aoKey.encode({ ...given, key, set_rnext: true }, platform)

  const view = new DataView(bytes.buffer)
  assert.equal(bytes.length, 288)
  assert.equal(Buffer.from(bytes.subarray(128, 139)).toString(), 'hmac(sha1)\0')
  assert.equal(view.getUint32(196, true), platform.littleEndian ? 2 : 0x40)
  assert.deepEqual([...bytes.subarray(202, 211)], [32, 100, 7, 0, 0, 3, 1, 2, 3])
  assert.deepEqual(aoKey.decode(bytes, platform), {
    ...{ ...given, address: { family: 'AF_INET', address: '192.0.2.1', port: 0 }, key },
    ...{ maclen: 0, keyflags: 0, interfaceIndex: 0, set_current: false, set_rnext: true },
  })
})

test('values of TCP-AO that are deleted, set and returned are read back', { skip }, () => {
  const address = { family: 'AF_INET6', address: '2001:db8::', port: 0 } as const
  const which = { address, prefix: 64, sndid: 1, rcvid: 2, keyflags: 0, interfaceIndex: 0 }
  const next = { current_key: 3, rnext: 4, set_current: true, set_rnext: true, del_async: false }

  const deleted = aoDeletion.encode({ ...which, ...next }, platform)
  const info = aoInfo.encode({ ao_required: true, pkt_bad: 2n ** 63n }, platform)

  assert.deepEqual(aoDeletion.decode(deleted, platform), { ...which, ...next })
  assert.equal(aoInfo.decode(info, platform).ao_required, true)
  assert.equal(aoInfo.decode(info, platform).pkt_bad, 2n ** 63n)
  assert.equal(aoInfo.decode(info, platform).accept_icmps, false)
  assert.throws(() => aoInfo.encode(5 as never, platform), TypeError)
})

test('TCP_AO_GET_KEYS never requests more keys than fit', { skip }, () => {
  const address = '192.0.2.1'
  for (const query of [undefined, {}, { is_current: true }, { address, sndid: 100 }]) {
    const bytes = aoKeyQuery.encode(query, platform)

    assert.equal(bytes.length, aoKnownKey.maxSize(platform))
    assert.equal(new DataView(bytes.buffer).getUint32(272, platform.littleEndian), 1)
  }
})
