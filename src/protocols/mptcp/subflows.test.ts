import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platform } from '../../binding.ts'
import { tcpInfo } from '../tcp/info.ts'
import { perSubflowQuery, perSubflow, subflow } from './subflows.ts'

const skip = !platform.layout('kernel_mptcp_subflow_data') && 'no MPTCP on this platform'

const flows = perSubflow(subflow)
const infos = perSubflow(tcpInfo)

test('the query says how long the header is and what each subflow takes', { skip }, () => {
  const query = perSubflowQuery(tcpInfo).encode(undefined, platform)

  assert.deepEqual([...new Uint32Array(query.buffer)], [16, 0, 0, 280])
})

test('subflows have addresses of either family', { skip }, () => {
  const values = [
    {
      local: { family: 'AF_INET', address: '192.0.2.1', port: 1 },
      remote: { family: 'AF_INET', address: '192.0.2.2', port: 2 },
    },
    {
      local: { family: 'AF_INET6', address: '2001:db8::1', port: 3 },
      remote: { family: 'AF_INET6', address: '2001:db8::2', port: 4 },
    },
  ] as const

  assert.deepEqual(flows.decode(flows.encode(values, platform), platform), values)
  assert.deepEqual(flows.decode(flows.encode([], platform), platform), [])
  assert.throws(() => flows.encode('text' as never, platform), /must be an array/)
})

test('an older kernel returns less about each subflow', { skip }, () => {
  const bytes = new Uint8Array(16 + 2 * 232)
  bytes.set(new Uint8Array(Uint32Array.of(16, 2, 232, 232).buffer))
  bytes[16] = 1
  bytes[16 + 232] = 7

  const [one, other, ...none] = infos.decode(bytes, platform)

  assert.deepEqual([one?.state, other?.state, none], [1, 7, []])
  assert.ok(one && !('rcv_wnd' in one))
  assert.equal(one.snd_wnd, 0)
  assert.throws(() => infos.decode(new Uint8Array(16), platform), RangeError)
})
