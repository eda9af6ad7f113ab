import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bigMachine, littleMachine } from '../../../test/support/machines.ts'
import { platform } from '../../binding.ts'
import type { Platform } from '../../codec/platform.ts'
import { tcpInfo } from './info.ts'

const layout = platform.layout('kernel_tcp_info')
const skip = layout?.size !== 280 && 'no struct tcp_info of Linux for 64 bits'

/** Adds the layout of the struct, which is the same on every 64-bit machine. */
function having(machine: Platform): Platform {
  return { ...machine, layout: (name) => (name === 'kernel_tcp_info' ? layout : undefined) }
}

const little = having(littleMachine)
const big = having(bigMachine)

/** Bytes that differ by position, like an answer of this length from the kernel. */
function answer(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i)
}

test('TCP_INFO is read in the order of the machine', { skip }, () => {
  const one = tcpInfo.decode(answer(280), little)
  const other = tcpInfo.decode(answer(280), big)

  assert.deepEqual([one.state, one.ca_state, one.options], [0, 1, 5])
  assert.deepEqual([other.state, other.ca_state, other.options], [0, 1, 5])
  assert.deepEqual([one.rto, other.rto], [0x0b0a0908, 0x08090a0b])
  assert.deepEqual([one.rtt, other.rtt], [0x47464544, 0x44454647])
  assert.deepEqual([one.pacing_rate, other.pacing_rate], [0x6f6e6d6c6b6a6968n, 0x68696a6b6c6d6e6fn])
  assert.deepEqual([one.total_rto, other.total_rto], [0xf1f0, 0xf0f1])
})

test('the bit-fields of TCP_INFO are read in the order of the machine', { skip }, () => {
  const bytes = new Uint8Array(104)
  bytes[6] = 0x7a
  bytes[7] = 0b0000_0101

  const one = tcpInfo.decode(bytes, little)
  bytes[7] = 0b1100_0000
  const other = tcpInfo.decode(bytes, big)

  const bits = ({ snd_wscale, rcv_wscale, ...rest }: typeof one) =>
    [snd_wscale, rcv_wscale, rest.delivery_rate_app_limited, rest.fastopen_client_fail] as const
  assert.deepEqual(bits(one), [10, 7, true, 2])
  assert.deepEqual(bits(other), [7, 10, true, 2])
})

for (const [length, last, next] of [
  [104, 'total_retrans', 'pacing_rate'],
  [192, 'sndbuf_limited', 'delivered'],
  [232, 'snd_wnd', 'rcv_wnd'],
  [248, 'total_rto_time', 'received_ce'],
  [280, 'accecn', undefined],
] as const) {
  test(`an answer of ${length} bytes has fields up to ${last}`, { skip }, () => {
    for (const machine of [little, big]) {
      const info = tcpInfo.decode(answer(length), machine)

      assert.notEqual(info[last], undefined)
      if (next !== undefined) assert.equal(next in info, false)
      assert.deepEqual(tcpInfo.decode(tcpInfo.encode(info, machine), machine), info)
    }
  })
}

test('an answer longer than the known struct is read as far as known; one shorter than any version is a RangeError', {
  skip,
}, () => {
  const longer = tcpInfo.decode(answer(500), little)

  assert.deepEqual(longer, tcpInfo.decode(answer(280), little))
  assert.throws(() => tcpInfo.decode(answer(103), little), RangeError)
  assert.throws(() => tcpInfo.decode(answer(8), little), /8 bytes, needs 104/)
})
