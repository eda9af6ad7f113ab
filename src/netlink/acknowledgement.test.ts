import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { constants, SocketError } from '../index.ts'
import {
  type AttributeInput,
  encodeAttributes,
  NetlinkError,
  readAcknowledgement,
  text,
  u32,
} from '../netlink.ts'

const skip = process.platform !== 'linux' && 'needs Linux and its headers'
const { NLMSG_DONE, NLMSG_ERROR, NLM_F_ACK_TLVS, NLM_F_CAPPED } = constants

/** The kernel's error message for a request of 16 bytes followed by this payload. */
function errorMessage(errno: number, repeated: Uint8Array, flags: number, more: AttributeInput[]) {
  const error = new Int32Array([errno, 16 + repeated.length, 0, 0, 0])
  const parts = [
    new Uint8Array(error.buffer),
    (flags & NLM_F_CAPPED) === 0 ? repeated : new Uint8Array(0),
    encodeAttributes(more),
  ]
  return { type: NLMSG_ERROR, flags, sequence: 1, portId: 1, payload: Buffer.concat(parts) }
}

test('0 means success', { skip }, () => {
  const done = readAcknowledgement(errorMessage(0, Buffer.alloc(16), NLM_F_CAPPED, []))

  assert.deepEqual(done, { errno: 0, code: undefined })
})

for (const [name, capped] of [
  ['behind the request', 0],
  ['where the request is left out', NLM_F_CAPPED],
] as const) {
  test(`an error says why and where: ${name}`, { skip }, () => {
    const flags = capped | NLM_F_ACK_TLVS
    const more = [
      text(constants.NLMSGERR_ATTR_MSG, 'Not so'),
      u32(constants.NLMSGERR_ATTR_OFFS, 24),
      { type: constants.NLMSGERR_ATTR_COOKIE, data: Uint8Array.of(1, 2) },
      u32(constants.NLMSGERR_ATTR_MISS_TYPE, 3),
      u32(constants.NLMSGERR_ATTR_MISS_NEST, 20),
      { type: 4000, data: Uint8Array.of() },
    ]

    const refusal = readAcknowledgement(errorMessage(-22, Buffer.alloc(20, 0xff), flags, more))

    assert.deepEqual(refusal, {
      errno: -22,
      code: 'EINVAL',
      message: 'Not so',
      offset: 24,
      cookie: Uint8Array.of(1, 2),
      missingType: 3,
      missingNest: 20,
    })
  })
}

test('the end of a dump may be an error, a count, or empty', { skip }, () => {
  const end = (payload: Uint8Array, flags = 0) =>
    readAcknowledgement({ type: NLMSG_DONE, flags, sequence: 1, portId: 1, payload })
  const int = (value: number) => new Uint8Array(Int32Array.of(value).buffer)
  const why = encodeAttributes([text(constants.NLMSGERR_ATTR_MSG, 'No')])

  assert.deepEqual(end(new Uint8Array(0)), { errno: 0, code: undefined })
  assert.deepEqual(end(int(7)), { errno: 0, code: undefined })
  assert.deepEqual(end(int(-1)), { errno: -1, code: 'EPERM' })
  assert.deepEqual(end(Buffer.concat([int(-1), why]), NLM_F_ACK_TLVS), {
    errno: -1,
    code: 'EPERM',
    message: 'No',
  })
})

test('any payload is an acknowledgement or a RangeError', { skip }, () => {
  const type = fc.constantFrom(NLMSG_ERROR, NLMSG_DONE, 16)
  const flags = fc.constantFrom(0, NLM_F_ACK_TLVS, NLM_F_CAPPED, NLM_F_ACK_TLVS | NLM_F_CAPPED)
  fc.assert(
    fc.property(type, flags, fc.uint8Array({ maxLength: 60 }), (type, flags, payload) => {
      try {
        const { errno } = readAcknowledgement({ type, flags, sequence: 0, portId: 0, payload })
        assert.ok(errno <= 0)
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error))
      }
    }),
    { numRuns: 1000 },
  )
})

test('the error has the fields of every SocketError, and the words of the kernel', { skip }, () => {
  const error = new NetlinkError({ errno: -22, code: 'EINVAL', message: 'Not so', offset: 24 })

  assert.ok(error instanceof SocketError)
  assert.equal(error.message, 'netlink EINVAL: invalid argument (Not so)')
  const { name, code, errno, syscall, reason, offset } = error
  assert.deepEqual(
    { name, code, errno, syscall, reason, offset },
    {
      ...{ name: 'NetlinkError', code: 'EINVAL', errno: -22, syscall: 'netlink' },
      ...{ reason: 'Not so', offset: 24 },
    },
  )
})
