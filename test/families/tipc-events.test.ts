import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { absent } from '../support/absent.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { MSG_EOR, MSG_OOB, TIPC_NODE_SCOPE } = constants
const { TIPC_PUBLISHED, TIPC_SUB_SERVICE, TIPC_TOP_SRV, TIPC_WITHDRAWN } = constants

const skip = absent('AF_TIPC', 'SOCK_RDM')

const WATCHED = 19_100
const GROUP = 19_200

const FOREVER = 0xffff_ffff

/** What a program asks of the topology service: struct tipc_subscr. */
function subscription(type: number, lower: number, upper: number): Uint8Array {
  const bytes = new Uint8Array(28)
  new Uint32Array(bytes.buffer, 0, 5).set([type, lower, upper, FOREVER, TIPC_SUB_SERVICE])
  return bytes
}

/** What it answers: the start of struct tipc_event. */
function eventIn(bytes: Buffer) {
  const [event, lower, upper] = new Uint32Array(Uint8Array.from(bytes).buffer, 0, 3)
  return { event, lower, upper }
}

function member(instance: number, flags: 'TIPC_GROUP_MEMBER_EVTS' | 0): Socket<'AF_TIPC'> {
  const socket = new Socket('AF_TIPC', 'SOCK_RDM')
  socket.timeout = PATIENCE
  socket.setOption('TIPC_GROUP_JOIN', { type: GROUP, instance, scope: TIPC_NODE_SCOPE, flags })
  return socket
}

for (const form of forms) {
  test(`the topology service tells when a service comes and goes: ${form.name}`, {
    skip,
  }, async () => {
    using watcher = new Socket('AF_TIPC', 'SOCK_SEQPACKET')
    watcher.timeout = PATIENCE
    await form.call(watcher, 'connect', {
      ...{ family: 'AF_TIPC', serviceType: TIPC_TOP_SRV, instance: TIPC_TOP_SRV },
    })

    await form.call(watcher, 'send', subscription(WATCHED, 0, 9))
    const server = new Socket('AF_TIPC', 'SOCK_RDM')
    const scope = TIPC_NODE_SCOPE
    server.bind({ family: 'AF_TIPC', serviceType: WATCHED, lower: 3, upper: 4, scope })
    const there = await form.call(watcher, 'recv')
    server.close()
    const gone = await form.call(watcher, 'recv')

    assert.deepEqual(eventIn(there), { event: TIPC_PUBLISHED, lower: 3, upper: 4 })
    assert.deepEqual(eventIn(gone), { event: TIPC_WITHDRAWN, lower: 3, upper: 4 })
  })

  test(`members of a group learn of each other, and reach all, one and any: ${form.name}`, {
    skip,
  }, async () => {
    using watcher = member(1, 'TIPC_GROUP_MEMBER_EVTS')
    using other = member(2, 0)

    const joined = await form.call(watcher, 'recvMessage')
    await form.call(other, 'send', 'to all')
    const all = await form.call(watcher, 'recvMessage')
    await form.call(watcher, 'sendTo', 'to any', {
      ...{ family: 'AF_TIPC', serviceType: GROUP, instance: 2, scope: TIPC_NODE_SCOPE },
    })
    const any = await form.call(other, 'recvMessage')
    other.setOption('TIPC_GROUP_LEAVE', null)
    const left = await form.call(watcher, 'recvMessage')

    const { ref, node } = other.localAddress as { ref: number; node: number }
    const from = { family: 'AF_TIPC', ref, node, member: { serviceType: GROUP, instance: 2 } }
    assert.deepEqual([joined.length, joined.address], [0, from])
    assert.equal(joined.flags & (MSG_OOB | MSG_EOR), MSG_OOB)
    assert.deepEqual([String(all.data), all.address], ['to all', from])
    assert.deepEqual(
      [String(any.data), any.address && 'member' in any.address && any.address.member],
      ['to any', { serviceType: GROUP, instance: 1 }],
    )
    assert.deepEqual([left.length, left.address], [0, from])
    assert.equal(left.flags & (MSG_OOB | MSG_EOR), MSG_OOB | MSG_EOR)
    assert.deepEqual(watcher.getOption('TIPC_GROUP_JOIN'), { type: GROUP })
  })
}
