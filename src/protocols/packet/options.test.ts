import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Codec } from '../../codec/codec.ts'
import { bigMachine, littleMachine } from '../../../test/support/machines.ts'
import { SOL_PACKET_CONTROL } from './control.ts'
import { SOL_PACKET } from './options.ts'

const options = SOL_PACKET()
const controls = SOL_PACKET_CONTROL()

function bothWays<Out, In>(codec: Codec<Out, In>, value: In): [little: string, big: string] {
  const [little, big] = [littleMachine, bigMachine].map((platform) => {
    const bytes = codec.encode(value, platform)
    assert.deepEqual(codec.decode(bytes, platform), value)
    return Buffer.from(bytes).toString('hex')
  })
  return [little ?? '', big ?? '']
}

test('struct packet_mreq has interface, type, and an address with its length', () => {
  const codec = options.PACKET_ADD_MEMBERSHIP.codec
  const value = { interfaceIndex: 2, type: 0, address: '01:00:5e:00:00:01' }
  const named = codec.encode({ interfaceIndex: 'eth0', type: 1 }, littleMachine)

  assert.deepEqual(bothWays(codec, value), [
    '020000000000060001005e0000010000',
    '000000020000000601005e0000010000',
  ])
  assert.equal(Buffer.from(named).toString('hex'), '02000000010000000000000000000000')
  assert.equal(codec.encode({ ...value, address: 'aa:'.repeat(19) + 'aa' }, bigMachine).length, 28)
})

test('PACKET_FANOUT is one number in the order of the machine, and one more for the maximum', () => {
  const { codec } = options.PACKET_FANOUT
  const value = { id: 0x0102, mode: 3, flags: 0x8000 }

  assert.deepEqual(bothWays(codec, value), ['02010380', '80030102'])
  assert.deepEqual(bothWays(codec, { ...value, max_num_members: 5 }), [
    '0201038005000000',
    '8003010200000005',
  ])
  assert.throws(() => codec.encode({ ...value, flags: 1 }, littleMachine), RangeError)
  assert.throws(() => codec.encode({ ...value, mode: 256 }, littleMachine), RangeError)
  assert.throws(() => codec.decode(new Uint8Array(3), littleMachine), RangeError)
})

test('PACKET_STATISTICS has the third count only where the kernel returns it', () => {
  const { codec } = options.PACKET_STATISTICS
  const bytes = Uint8Array.of(7, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0)

  assert.deepEqual(codec.decode(bytes.subarray(0, 8), littleMachine), { packets: 7, drops: 2 })
  assert.deepEqual(codec.decode(bytes, littleMachine), { packets: 7, drops: 2, freeze_q_cnt: 1 })
})

test('struct tpacket_auxdata is read field by field', () => {
  const value = {
    ...{ status: 0x51, len: 1500, snaplen: 64, mac: 0, net: 14 },
    ...{ vlan_tci: 7, vlan_tpid: 0x8100 },
  }

  assert.deepEqual(bothWays(controls.PACKET_AUXDATA.codec, value), [
    '51000000dc050000400000000000' + '0e0007000081',
    '00000051000005dc000000400000' + '000e00078100',
  ])
})
