import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipLayouts, layoutOf, machine } from '../../../test/support/machines.ts'
import { associationFlag, associationNumber, valueOfAssociation } from './association.ts'
import { addresses } from './associations.ts'
import { key } from './authentication.ts'
import { decodeOptional, encodeOptional, packedAddresses } from './endpoints.ts'
import { sendInfo } from './messages.ts'
import { pathParameters } from './paths.ts'
import { reconfigurations, streamReset } from './streams.ts'

const layouts = {
  ...ipLayouts,
  sctp_assoc_value: layoutOf(8, { assoc_id: [0, 4], assoc_value: [4, 4] }),
  sctp_authkey: layoutOf(8, { sca_assoc_id: [0, 4], sca_keynumber: [4, 2], sca_keylength: [6, 2] }),
  sctp_getaddrs: layoutOf(8, { assoc_id: [0, 4], addr_num: [4, 4] }),
  kernel_sctp_paddrparams: layoutOf(156, {
    ...{ spp_assoc_id: [0, 4], spp_address: [4, 128], spp_hbinterval: [132, 4] },
    ...{ spp_pathmaxrxt: [136, 2], spp_pathmtu: [138, 4], spp_sackdelay: [142, 4] },
    ...{ spp_flags: [146, 4], spp_ipv6_flowlabel: [150, 4], spp_dscp: [154, 1] },
  }),
  kernel_sctp_reset_streams: layoutOf(8, {
    srs_assoc_id: [0, 4],
    srs_flags: [4, 2],
    srs_number_streams: [6, 2],
  }),
  kernel_sctp_sndinfo: layoutOf(16, {
    snd_sid: [0, 2],
    snd_flags: [2, 2],
    snd_ppid: [4, 4],
    snd_context: [8, 4],
    snd_assoc_id: [12, 4],
  }),
}
const constants = {
  ...{ AF_INET: 2, AF_INET6: 10, SCTP_UNORDERED: 1, SCTP_EOF: 0x200 },
  ...{ SCTP_ENABLE_RESET_STREAM_REQ: 1, SCTP_ENABLE_RESET_ASSOC_REQ: 2 },
  SCTP_STREAM_RESET_OUTGOING: 2,
}
const little = machine(true, constants, layouts)
const big = machine(false, constants, layouts)

test('a value of the only association may be given alone, and is read alone', () => {
  assert.deepEqual([...associationNumber.encode(0x102, big)], [0, 0, 0, 0, 0, 0, 1, 2])
  assert.deepEqual(
    [...associationNumber.encode({ assoc_id: 3, assoc_value: 4 }, little)],
    [3, 0, 0, 0, 4, 0, 0, 0],
  )
  assert.equal(associationFlag.decode(Uint8Array.of(3, 0, 0, 0, 1, 0, 0, 0), little), true)
  assert.deepEqual([...valueOfAssociation.encode(undefined, little)], [0, 0, 0, 0, 0, 0, 0, 0])
  assert.deepEqual([...valueOfAssociation.encode(3, big)], [0, 0, 0, 3, 0, 0, 0, 0])
})

test('what is no value of an association is misuse', () => {
  assert.throws(() => associationFlag.encode(1 as never, little), {
    name: 'TypeError',
    message: 'assoc_value must be true or false, not 1',
  })
  assert.throws(() => associationNumber.encode({ id: 1, assoc_value: 2 } as never, little), {
    name: 'TypeError',
    message: /^Unknown key of struct sctp_assoc_value: id/,
  })
  assert.throws(() => valueOfAssociation.encode('3' as never, little), TypeError)
})

test('flags of an association are names, alone or with its id', () => {
  const names = ['SCTP_ENABLE_RESET_STREAM_REQ', 'SCTP_ENABLE_RESET_ASSOC_REQ'] as const

  assert.equal(reconfigurations.encode(names, little)[4], 3)
  assert.equal(reconfigurations.encode({ assoc_value: names[1] }, little)[4], 2)
})

test('addresses follow each other, each as long as its family has it', () => {
  const addresses = [
    { family: 'AF_INET', address: '127.0.0.1', port: 80 },
    { family: 'AF_INET6', address: '::1', port: 80 },
    { family: 'AF_INET', address: '127.0.0.2', port: 80 },
  ] as const

  const bytes = packedAddresses.encode(addresses, big)

  assert.equal(bytes.length, 16 + 28 + 16)
  assert.deepEqual(
    packedAddresses.decode(bytes, big).map(({ address, port }) => [address, port]),
    addresses.map(({ address, port }) => [address, port]),
  )
  assert.throws(() => packedAddresses.encode(['/tmp/x'], big), {
    name: 'TypeError',
    message: '[0] must be IPv4 or IPv6, not AF_UNIX',
  })
})

test('as many addresses are read as there are, whatever follows them', () => {
  const address = { family: 'AF_INET6', address: '::1', port: 80 } as const
  const bytes = new Uint8Array(200)
  bytes.set(addresses.encode([address, address], little))

  const read = addresses.decode(bytes, little)

  assert.deepEqual(
    read.map(({ address, port }) => [address, port]),
    [
      ['::1', 80],
      ['::1', 80],
    ],
  )
})

test('the parameters of a path have the length that older kernels require, or that of newer ones', () => {
  const older = { address: null, hbinterval: 1, pathmaxrxt: 2, pathmtu: 3, sackdelay: 4, flags: 5 }
  const newer = { ...older, ipv6_flowlabel: 6, dscp: 8 }
  const lengths = [older, { ...older, ipv6_flowlabel: 6 }, { ...older, dscp: 8 }, newer].map(
    (value) => pathParameters.encode(value, little).length,
  )

  assert.deepEqual(lengths, [152, 156, 156, 156])
  const cut = pathParameters.encode(newer, little).subarray(0, 154) // in the middle of a word
  assert.deepEqual(
    pathParameters.decode(cut, little),
    pathParameters.decode(cut.subarray(0, 152), little),
  )
  for (const value of [older, newer]) {
    const bytes = pathParameters.encode(value, little)
    assert.deepEqual(pathParameters.decode(bytes, little), { ...value, assoc_id: 0 })
  }
})

test('no address is null', () => {
  assert.equal(encodeOptional(null, little).length, 0)
  assert.equal(decodeOptional(new Uint8Array(128), little), null)
})

test('the protocol of a payload is in network byte order, and what is left out is 0', () => {
  const bytes = sendInfo.encode({ sid: 2, flags: ['SCTP_UNORDERED', 'SCTP_EOF'], ppid: 51 }, little)

  assert.deepEqual([...bytes], [2, 0, 1, 2, 0, 0, 0, 51, ...new Uint8Array(8)])
  assert.equal(sendInfo.decode(bytes, little).ppid, 51)
})

test('keys and lists of streams follow their struct', () => {
  const secret = { keynumber: 1, key: Uint8Array.of(7, 8, 9) }

  assert.deepEqual([...key.encode(secret, big)], [0, 0, 0, 0, 0, 1, 0, 3, 7, 8, 9])
  assert.deepEqual(key.decode(key.encode(secret, big), big), { assoc_id: 0, ...secret })
  assert.deepEqual(
    [...streamReset.encode({ flags: 'SCTP_STREAM_RESET_OUTGOING', stream_list: [1, 258] }, big)],
    [0, 0, 0, 0, 0, 2, 0, 2, 0, 1, 1, 2],
  )
  assert.deepEqual([...streamReset.encode({ flags: 2 }, big)], [0, 0, 0, 0, 0, 2, 0, 0])
})
