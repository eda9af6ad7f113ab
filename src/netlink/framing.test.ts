import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { layoutOf, machine } from '../../test/support/machines.ts'
import type { Codec } from '../codec/codec.ts'
import { genlmsghdr, ifaddrmsg, ifinfomsg, ndmsg, rtmsg } from '../protocols/netlink/headers.ts'
import { type Attribute, type AttributeInput, attributeList } from './attributes.ts'
import { messageList } from './messages.ts'
import { payloadOf } from './payloads.ts'

const layouts = {
  nlmsghdr: layoutOf(16, {
    nlmsg_len: [0, 4],
    nlmsg_type: [4, 2],
    nlmsg_flags: [6, 2],
    nlmsg_seq: [8, 4],
    nlmsg_pid: [12, 4],
  }),
  nlattr: layoutOf(4, { nla_len: [0, 2], nla_type: [2, 2] }),
  ifinfomsg: layoutOf(16, {
    ifi_family: [0, 1],
    ifi_type: [2, 2],
    ifi_index: [4, 4],
    ifi_flags: [8, 4],
    ifi_change: [12, 4],
  }),
  ifaddrmsg: layoutOf(8, {
    ifa_family: [0, 1],
    ifa_prefixlen: [1, 1],
    ifa_flags: [2, 1],
    ifa_scope: [3, 1],
    ifa_index: [4, 4],
  }),
  rtmsg: layoutOf(12, {
    rtm_family: [0, 1],
    rtm_dst_len: [1, 1],
    rtm_src_len: [2, 1],
    rtm_tos: [3, 1],
    rtm_table: [4, 1],
    rtm_protocol: [5, 1],
    rtm_scope: [6, 1],
    rtm_type: [7, 1],
    rtm_flags: [8, 4],
  }),
  ndmsg: layoutOf(12, {
    ndm_family: [0, 1],
    ndm_ifindex: [4, 4],
    ndm_state: [8, 2],
    ndm_flags: [10, 1],
    ndm_type: [11, 1],
  }),
  genlmsghdr: layoutOf(4, { cmd: [0, 1], version: [1, 1] }),
}
const little = machine(true, {}, layouts)
const big = machine(false, {}, layouts)
const machines = [little, big]

/** Bytes that are often almost valid: lengths that are small, zero or slightly wrong. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc
    .array(fc.constantFrom(0, 1, 2, 3, 4, 5, 8, 15, 16, 17, 20, 0x40, 0x80, 0xff), {
      maxLength: 80,
    })
    .map((bytes) => Uint8Array.from(bytes)),
)

const u16 = fc.integer({ min: 0, max: 0xffff })
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const someBytes = fc.uint8Array({ maxLength: 30 })
const messages = fc.array(
  fc.record(
    { type: u16, flags: u16, sequence: u32, portId: u32, payload: someBytes },
    { noNullPrototype: true },
  ),
)
const attributes: fc.Arbitrary<Attribute[]> = fc.array(
  fc.record(
    {
      type: fc.integer({ min: 0, max: 0x3fff }),
      nested: fc.boolean(),
      networkOrder: fc.boolean(),
      data: someBytes,
    },
    { noNullPrototype: true },
  ),
)

test('a message has its header in the order of the machine, and is padded to four bytes', () => {
  const message = {
    type: 0x0102,
    flags: 0x0304,
    sequence: 0x05060708,
    portId: 0x090a0b0c,
    payload: Uint8Array.of(1, 2, 3, 4, 5),
  }

  const littleBytes = messageList.encode([message], little)
  const bigBytes = messageList.encode([message], big)

  const behind = '0102030405000000'
  assert.equal(hex(littleBytes), `1500000002010403080706050c0b0a09${behind}`)
  assert.equal(hex(bigBytes), `000000150102030405060708090a0b0c${behind}`)
  assert.deepEqual(messageList.decode(littleBytes, little), [message])
  assert.deepEqual(messageList.decode(bigBytes, big), [message])
})

test('an attribute has its header in the order of the machine, and is padded to four bytes', () => {
  const attribute = { type: 3, nested: false, networkOrder: true, data: Uint8Array.of(1) }

  const littleBytes = attributeList.encode([attribute], little)
  const bigBytes = attributeList.encode([attribute], big)

  assert.equal(hex(littleBytes), '0500034001000000')
  assert.equal(hex(bigBytes), '0005400301000000')
  assert.deepEqual(attributeList.decode(littleBytes, little), [attribute])
  assert.deepEqual(attributeList.decode(bigBytes, big), [attribute])
})

test('a list of attributes is nested in an attribute that is marked as such', () => {
  const inner = { type: 1, data: Uint8Array.of(7, 0, 0, 0) }

  const bytes = attributeList.encode([{ type: 18, data: [inner, inner] }], little)
  const [outer] = attributeList.decode(bytes, little)

  assert.equal(outer?.nested, true)
  assert.deepEqual(
    attributeList.decode(outer.data, little).map(({ type, data }) => ({ type, data })),
    [inner, inner],
  )
})

test('the last message and the last attribute may lack their padding', () => {
  const message = { type: 16, flags: 0, sequence: 0, portId: 0, payload: Uint8Array.of(1) }
  const attribute = { type: 1, nested: false, networkOrder: false, data: Uint8Array.of(1) }

  const someMessages = messageList.encode([message, message], little).subarray(0, -3)
  const someAttributes = attributeList.encode([attribute, attribute], little).subarray(0, -3)

  assert.deepEqual(messageList.decode(someMessages, little), [message, message])
  assert.deepEqual(attributeList.decode(someAttributes, little), [attribute, attribute])
})

for (const length of [0, 1, 15, 18, 0xffff_ffff]) {
  test(`a message that claims ${length} of 17 bytes is refused with its position`, () => {
    const message = { type: 16, payload: Uint8Array.of(1) }
    const bytes = messageList.encode([message, message], little).subarray(0, -3)
    new DataView(bytes.buffer).setUint32(20, length, true)

    assert.throws(() => messageList.decode(bytes, little), {
      name: 'RangeError',
      message: `Cannot read the message at byte 20: its length is ${length}, must be between 16 and 17`,
    })
  })
}

for (const length of [0, 3, 6, 0xffff]) {
  test(`an attribute that claims ${length} of 5 bytes is refused with its position`, () => {
    const attribute = { type: 1, data: Uint8Array.of(1) }
    const bytes = attributeList.encode([attribute, attribute], little).subarray(0, -3)
    new DataView(bytes.buffer).setUint16(8, length, true)

    assert.throws(() => attributeList.decode(bytes, little), {
      name: 'RangeError',
      message: `Cannot read the attribute at byte 8: its length is ${length}, must be between 4 and 5`,
    })
  })
}

test('a truncated header is refused with its position', () => {
  assert.throws(() => messageList.decode(new Uint8Array(15), little), {
    name: 'RangeError',
    message: 'Cannot read the message at byte 0: 15 bytes, needs 16',
  })
  assert.throws(() => attributeList.decode(Uint8Array.of(4, 0, 1, 0, 4, 0), little), {
    name: 'RangeError',
    message: 'Cannot read the attribute at byte 4: 2 bytes, needs 4',
  })
})

test('what does not fit in C is refused', () => {
  const tooLong = new Uint8Array(0xffff - 3)

  assert.throws(() => attributeList.encode([{ type: 1, data: tooLong }], little), {
    name: 'RangeError',
    message: 'An attribute has room for 65531 bytes, not 65532',
  })
  assert.throws(() => attributeList.encode([{ type: 0x4000, data: tooLong }], little), RangeError)
  assert.throws(() => messageList.encode([{ type: 0x1_0000 }], little), /^RangeError: type must/)
  assert.throws(() => messageList.encode([{ type: 1, sequence: -1 }], little), RangeError)
})

test('attributes that contain themselves are refused', () => {
  const endless: AttributeInput[] = []
  endless.push({ type: 1, data: endless })

  assert.throws(() => attributeList.encode(endless, little), /^RangeError: Attributes nest deeper/)
})

for (const { name, codec, values } of [
  { name: 'message', codec: messageList as Codec<unknown, never>, values: messages },
  { name: 'attribute', codec: attributeList as Codec<unknown, never>, values: attributes },
]) {
  test(`any bytes are ${name}s or a RangeError`, () => {
    fc.assert(
      fc.property(anyBytes, fc.constantFrom(...machines), (bytes, platform) => {
        try {
          assert.ok(Array.isArray(codec.decode(bytes, platform)))
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error))
        }
      }),
      { numRuns: 2000 },
    )
  })

  test(`${name}s are read back as they were written, and written as they were read`, () => {
    fc.assert(
      fc.property(values, fc.constantFrom(...machines), (given, platform) => {
        const bytes = codec.encode(given as never, platform)
        const read = codec.decode(bytes, platform)

        assert.deepEqual(read, given)
        assert.deepEqual(codec.encode(read as never, platform), bytes)
      }),
    )
  })
}

for (const { name, header, fields } of [
  {
    name: 'ifinfomsg',
    header: ifinfomsg,
    fields: { family: 10, type: 1, index: 2, flags: 3, change: 4 },
  },
  {
    name: 'ifaddrmsg',
    header: ifaddrmsg,
    fields: { family: 2, prefixlen: 24, flags: 128, scope: 253, index: 2 },
  },
  {
    name: 'rtmsg',
    header: rtmsg,
    fields: {
      ...{ family: 2, dst_len: 24, src_len: 0, tos: 8, table: 254 },
      ...{ protocol: 4, scope: 253, type: 1, flags: 0x1000 },
    },
  },
  {
    name: 'ndmsg',
    header: ndmsg,
    fields: { family: 2, ifindex: 2, state: 128, flags: 1, type: 1 },
  },
  { name: 'genlmsghdr', header: genlmsghdr, fields: { cmd: 3, version: 2 } },
] as { name: string; header: Codec<object, object>; fields: object }[]) {
  test(`a payload of ${name} and attributes is read back; what is left out is 0`, () => {
    const attribute = { type: 5, nested: false, networkOrder: false, data: Uint8Array.of(1, 2) }
    for (const platform of machines) {
      const payload = payloadOf(header, platform)

      const read = payload.decode(payload.encode(fields, [attribute]))
      const zeroes = payload.decode(payload.encode())

      assert.deepEqual(read, { ...fields, attributes: [attribute] })
      assert.deepEqual(zeroes, {
        ...Object.fromEntries(Object.keys(fields).map((field) => [field, 0])),
        attributes: [],
      })
    }
  })

  test(`any bytes are a payload of ${name} or a RangeError`, () => {
    const payload = payloadOf(header, little)
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        try {
          assert.ok(Array.isArray(payload.decode(bytes).attributes))
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error))
        }
      }),
      { numRuns: 300 },
    )
  })
}

test('what is read from a Buffer is not a Buffer, whose slice would not copy', () => {
  const data = attributeList.encode([{ type: 1, data: Uint8Array.of(7) }], little)
  const bytes = messageList.encode([{ type: 16, payload: data }], little)

  const [message] = messageList.decode(Buffer.from(bytes), little)
  const [attribute] = attributeList.decode(Buffer.from(data), little)

  assert.equal(message?.payload.constructor, Uint8Array)
  assert.equal(attribute?.data.constructor, Uint8Array)
})

test('an interface can also be given by name', () => {
  const payload = payloadOf(ifinfomsg, little)

  assert.equal(payload.decode(payload.encode({ index: 'eth0' })).index, 2)
  assert.throws(() => payload.encode({ index: 'eth7' }), /^TypeError: No such interface: 'eth7'$/)
})

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
