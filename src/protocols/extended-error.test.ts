import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layoutOf, machine } from '../../test/support/machines.ts'
import { extendedError } from './extended-error.ts'

const layouts = {
  sockaddr: layoutOf(16, { sa_family: [0, 2] }),
  sockaddr_in: layoutOf(16, { sin_port: [2, 2], sin_addr: [4, 4] }),
  sock_extended_err: layoutOf(16, {
    ee_errno: [0, 4],
    ee_origin: [4, 1],
    ee_type: [5, 1],
    ee_code: [6, 1],
    ee_info: [8, 4],
    ee_data: [12, 4],
  }),
}
const machines = [true, false].map((little) => machine(little, { AF_INET: 2 }, layouts))
const refused = {
  errno: 111,
  origin: 2,
  type: 3,
  code: 3,
  info: 1500,
  data: 0xffff_ffff,
  offender: { family: 'AF_INET', address: '127.0.0.1', port: 0 },
} as const

for (const [i, platform] of machines.entries()) {
  const order = i === 0 ? 'little' : 'big'

  test(`an extended error is 16 bytes followed by its offender: ${order}-endian`, () => {
    const bytes = extendedError.encode(refused, platform)

    assert.equal(bytes.length, 32)
    assert.deepEqual(extendedError.decode(bytes, platform), refused)
  })

  test(`an offender that is missing or has no address is null: ${order}-endian`, () => {
    const bytes = extendedError.encode({ ...refused, offender: null }, platform)
    const nobody = new Uint8Array(44)
    nobody.set(bytes)

    assert.equal(bytes.length, 16)
    assert.deepEqual(extendedError.decode(bytes, platform), { ...refused, offender: null })
    assert.deepEqual(extendedError.decode(nobody, platform), { ...refused, offender: null })
  })

  test(`a truncated extended error is a RangeError: ${order}-endian`, () => {
    assert.throws(() => extendedError.decode(new Uint8Array(15), platform), {
      name: 'RangeError',
      message: 'Cannot read struct sock_extended_err: 15 bytes, needs 16',
    })
  })
}
