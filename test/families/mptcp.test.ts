import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket, SocketError } from '../../src/index.ts'
import { loopback } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'

const skip = whyNot()

function whyNot(): string | false {
  try {
    using socket = new Socket('AF_INET', 'SOCK_STREAM', 'IPPROTO_MPTCP')
    return socket.protocol !== constants.IPPROTO_MPTCP && 'a socket of MPTCP is another'
  } catch (error) {
    return `not on this machine: ${String(error)}`
  }
}

function listening(family: 'AF_INET' | 'AF_INET6'): Socket {
  const listener = new Socket(family, 'SOCK_STREAM', 'IPPROTO_MPTCP')
  listener.bind(loopback(family))
  listener.listen()
  return listener
}

for (const family of ['AF_INET', 'AF_INET6'] as const) {
  for (const form of forms) {
    test(`an accepted socket has the protocol of its peer, not of the listener: ${family}, ${form.name}`, {
      skip,
    }, async () => {
      using listener = listening(family)
      using multipath = new Socket(family, 'SOCK_STREAM', 'IPPROTO_MPTCP')
      using plain = new Socket(family)

      await form.call(multipath, 'connect', listener.localAddress)
      using one = await form.call(listener, 'accept')
      await form.call(plain, 'connect', listener.localAddress)
      using other = await form.call(listener, 'accept')

      assert.equal(one.protocol, 262)
      assert.equal(other.protocol, 6)
      const { flags } = one.getOption('MPTCP_INFO')
      assert.equal(flags & constants.MPTCP_INFO_FLAG_FALLBACK, 0)
      assert.throws(() => other.getOption('MPTCP_INFO'), {
        name: 'SocketError',
        code: family === 'AF_INET' ? 'EOPNOTSUPP' : 'ENOPROTOOPT',
      })
    })
  }

  test(`a multipath connection describes itself and each subflow: ${family}`, {
    skip,
  }, async (t) => {
    using listener = listening(family)
    using client = new Socket(family, 'SOCK_STREAM', 'IPPROTO_MPTCP')
    client.connectSync(listener.localAddress)
    using server = listener.acceptSync()
    await client.sendAll('hello')
    assert.equal(String(await server.recv()), 'hello')

    const info = server.getOption('MPTCP_INFO')
    const mine = client.getOption('MPTCP_INFO')
    const subflows = server.getOption('MPTCP_SUBFLOW_ADDRS')
    const infos = server.getOption('MPTCP_TCPINFO')

    assert.equal(info.rcv_nxt, mine.write_seq)
    assert.equal(info.subflows, 0)
    assert.deepEqual(subflows, [{ local: server.localAddress, remote: client.localAddress }])
    assert.deepEqual(
      infos.map(({ state, data_segs_in }) => [state, data_segs_in]),
      [[constants.TCP_ESTABLISHED, 1]],
    )
    assert.equal(server.getOption('TCP_INFO').state, constants.TCP_ESTABLISHED)
    await t.test(
      'the connection is reported as multipath',
      { skip: lacks(server, 'TCP_IS_MPTCP') },
      () => {
        assert.equal(server.getOption('TCP_IS_MPTCP'), true)
      },
    )
  })
}

function lacks(socket: Socket, option: 'TCP_IS_MPTCP'): string | false {
  try {
    socket.getOption(option)
    return false
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    return `this kernel says ${error.code}`
  }
}
