import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { absent } from '../support/absent.ts'
import { forms } from '../support/forms.ts'
import { loopback } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'

const SERVICE = 0x6563_686f // 'echo'

const skip = absent('AF_INET', 'SOCK_DCCP', 'IPPROTO_DCCP')

function dccp(family: 'AF_INET' | 'AF_INET6'): Socket {
  const socket = new Socket(family, 'SOCK_DCCP', 'IPPROTO_DCCP')
  socket.timeout = PATIENCE
  return socket
}

function listening(family: 'AF_INET' | 'AF_INET6', ...services: number[]): Socket {
  const listener = dccp(family)
  listener.setOption('DCCP_SOCKOPT_SERVICE', services)
  listener.bind(loopback(family))
  listener.listen()
  return listener
}

for (const form of forms) {
  for (const family of ['AF_INET', 'AF_INET6'] as const)
    test(`messages go to a service and keep their limits: ${family}, ${form.name}`, {
      skip,
    }, async () => {
      using listener = listening(family, 1, SERVICE)
      using client = dccp(family)
      client.setOption('DCCP_SOCKOPT_SERVICE', [SERVICE])
      await form.call(client, 'connect', listener.localAddress)
      using server = await form.call(listener, 'accept')

      await form.call(client, 'send', 'one')
      await form.call(client, 'send', 'two')

      assert.equal(String(await form.call(server, 'recv')), 'one')
      assert.equal(String(await form.call(server, 'recv')), 'two')
      assert.deepEqual(server.getOption('DCCP_SOCKOPT_SERVICE'), [SERVICE])
    })

  test(`a service that the listener does not have is refused: ${form.name}`, { skip }, async () => {
    using listener = listening('AF_INET', SERVICE)
    using client = dccp('AF_INET')
    client.setOption('DCCP_SOCKOPT_SERVICE', [SERVICE + 1])

    await assert.rejects(form.call(client, 'connect', listener.localAddress), {
      name: 'SocketError',
      code: 'EBADRQC',
    })
  })
}

test('a connection has the congestion control that both ends prefer', { skip }, () => {
  using listener = listening('AF_INET', 0)
  using client = dccp('AF_INET')
  const kinds = client.getOption('DCCP_SOCKOPT_AVAILABLE_CCIDS')
  client.setOption('DCCP_SOCKOPT_CCID', [constants.DCCPC_CCID2])
  client.connectSync(listener.localAddress)
  using server = listener.acceptSync()

  server.setOption('DCCP_SOCKOPT_SERVER_TIMEWAIT', false)

  assert.ok(kinds.includes(constants.DCCPC_CCID2))
  for (const socket of [client, server]) {
    assert.equal(socket.getOption('DCCP_SOCKOPT_TX_CCID'), constants.DCCPC_CCID2)
    assert.equal(socket.getOption('DCCP_SOCKOPT_RX_CCID'), constants.DCCPC_CCID2)
  }
  assert.equal(server.getOption('DCCP_SOCKOPT_SERVER_TIMEWAIT'), false)
})

/** Delays each packet over the loopback, or no longer. Returns why it cannot; false if it can. */
function delayed(doing: 'add' | 'delete'): string | false {
  const args = ['qdisc', doing, 'dev', 'lo', 'root', 'netem', 'delay', '50ms']
  const { status, stderr, error } = spawnSync('tc', args, { encoding: 'utf8' })
  return status !== 0 && `needs netem: ${error?.message ?? stderr.trim()}`
}

test('messages of a higher priority go first, where the policy says so', { skip }, (t) => {
  using listener = listening('AF_INET', 0)
  using client = dccp('AF_INET')
  client.setOption('DCCP_SOCKOPT_QPOLICY_ID', constants.DCCPQ_POLICY_PRIO)
  client.connectSync(listener.localAddress)
  using server = listener.acceptSync()
  const unable = delayed('add')
  if (unable !== false) {
    t.skip(unable)
    return
  }
  t.after(() => delayed('delete'))

  // The first few fill the window, in which they stay until they are acknowledged.
  const idle = Array.from({ length: 20 }, (_, i) => `idle ${i}`)
  for (const data of idle) client.sendMessageSync({ data, control: { DCCP_SCM_PRIORITY: 1 } })
  client.sendMessageSync({ data: 'urgent', control: { DCCP_SCM_PRIORITY: 7 } })
  const came: string[] = []
  while (came.at(-1) !== 'urgent') came.push(String(server.recvSync()))
  const later = String(server.recvSync())

  assert.match(later, /^idle/)
})

test('without the policy, a priority is refused', { skip }, () => {
  using listener = listening('AF_INET', 0)
  using client = dccp('AF_INET')
  client.connectSync(listener.localAddress)
  using server = listener.acceptSync()

  assert.throws(() => server.sendMessageSync({ data: 'x', control: { DCCP_SCM_PRIORITY: 7 } }), {
    name: 'SocketError',
    code: 'EINVAL',
    message: /DCCPQ_POLICY_PRIO/,
  })
})
