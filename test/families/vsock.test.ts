import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  constants,
  Socket,
  SocketError,
  SocketTimeoutError,
  type TypeName,
} from '../../src/index.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { VMADDR_CID_ANY, VMADDR_CID_HOST, VMADDR_CID_LOCAL, VMADDR_PORT_ANY } = constants
const ANY = { family: 'AF_VSOCK', cid: VMADDR_CID_ANY, port: VMADDR_PORT_ANY } as const

/** A port that no service uses. */
const UNUSED = VMADDR_PORT_ANY - 1

/**
 * Errors of a connect that nobody answers: no listener, no route, a timeout, or a host without
 * support for SOCK_SEQPACKET.
 */
const UNANSWERED = new Set(['ECONNRESET', 'ENODEV', 'ETIMEDOUT', 'ESOCKTNOSUPPORT'])

for (const type of ['SOCK_STREAM', 'SOCK_SEQPACKET'] as const) {
  const skip = whyNot(type)

  test(`the address of an unbound socket is any machine and any port: ${type}`, {
    skip,
  }, () => {
    using socket = new Socket('AF_VSOCK', type)

    assert.deepEqual(socket.localAddress, ANY)
    assert.throws(() => socket.remoteAddress, { code: 'ENOTCONN' })
  })

  test(`for any port the kernel picks one that no other socket gets: ${type}`, {
    skip,
  }, () => {
    using socket = new Socket('AF_VSOCK', type)
    using other = new Socket('AF_VSOCK', type)

    socket.bind(ANY)
    const { localAddress } = socket

    assert.equal(localAddress.family, 'AF_VSOCK')
    assert.ok(localAddress.port < VMADDR_PORT_ANY)
    assert.throws(
      () => {
        other.bind(localAddress)
      },
      { code: 'EADDRINUSE', address: `vsock:${localAddress.cid}:${localAddress.port}` },
    )
  })

  for (const form of forms) {
    const on = `${type}, ${form.name}`

    for (const [name, cid] of [
      ['the host', VMADDR_CID_HOST],
      ['this machine', VMADDR_CID_LOCAL],
    ] as const) {
      test(`a connect to ${name}, where nothing listens, ends: ${on}`, { skip }, async () => {
        using socket = new Socket('AF_VSOCK', type)
        socket.setOption('SO_VM_SOCKETS_CONNECT_TIMEOUT', 100)

        await assert.rejects(
          form.call(
            socket,
            'connect',
            { family: 'AF_VSOCK', cid, port: UNUSED },
            { timeout: PATIENCE },
          ),
          (error) => error instanceof SocketError && UNANSWERED.has(error.code),
        )
      })
    }

    test(`what is sent within this machine comes back: ${on}`, {
      skip: skip || cannotLoop(type),
    }, async () => {
      using listener = new Socket('AF_VSOCK', type)
      using client = new Socket('AF_VSOCK', type)
      for (const socket of [listener, client]) socket.timeout = PATIENCE
      listener.bind(ANY)
      listener.listen()
      const { localAddress } = listener

      await form.call(client, 'connect', { ...localAddress, cid: VMADDR_CID_LOCAL })
      using server = await form.call(listener, 'accept')
      server.timeout = PATIENCE
      await form.call(client, 'send', 'Is anybody there?')
      const question = await form.call(server, 'recv', 99)
      await form.call(server, 'send', question)
      const echo = await form.call(client, 'recv', 99)
      const peers = [client.remoteAddress, server.remoteAddress] // not available after shutdown(2)
      const own = client.localAddress // on any machine: the kernel has chosen only its port
      server.shutdown('SHUT_WR')
      const end = await form.call(client, 'recv', 99)

      assert.equal(String(echo), 'Is anybody there?')
      assert.equal(end.length, 0)
      assert.deepEqual(
        peers,
        [localAddress, own].map((name) => ({ ...name, cid: VMADDR_CID_LOCAL })),
      )
    })
  }
}

test('datagrams are refused where there is no VMware', { skip: whyNot('SOCK_STREAM') }, () => {
  let code: string | undefined
  try {
    new Socket('AF_VSOCK', 'SOCK_DGRAM').close()
  } catch (error) {
    if (error instanceof SocketError) ({ code } = error)
  }

  assert.ok([undefined, 'ENODEV', 'EPROTONOSUPPORT', 'ESOCKTNOSUPPORT'].includes(code), code)
})

test('the buffer size of a vsock stream stays between its minimum and maximum', {
  skip: whyNot('SOCK_STREAM'),
}, () => {
  using socket = new Socket('AF_VSOCK')

  socket.setOption('SO_VM_SOCKETS_BUFFER_MAX_SIZE', 100_000n)
  socket.setOption('SO_VM_SOCKETS_BUFFER_SIZE', 200_000n)
  const most = socket.getOption('SO_VM_SOCKETS_BUFFER_SIZE')
  socket.setOption('SO_VM_SOCKETS_BUFFER_MIN_SIZE', 50_000n)
  socket.setOption('SO_VM_SOCKETS_BUFFER_SIZE', 1n)
  const least = socket.getOption('SO_VM_SOCKETS_BUFFER_SIZE')

  assert.deepEqual([most, least], [100_000n, 50_000n])
})

function whyNot(type: TypeName): string | false {
  try {
    new Socket('AF_VSOCK', type).close()
    return false
  } catch (error) {
    return `needs vsock: ${String(error)}`
  }
}

/** Why a machine cannot connect to itself here: that requires the module vsock_loopback. */
function cannotLoop(type: TypeName): string | false {
  using listener = new Socket('AF_VSOCK', type)
  using client = new Socket('AF_VSOCK', type)
  try {
    listener.bind(ANY)
    listener.listen()
    const { localAddress } = listener
    client.setOption('SO_VM_SOCKETS_CONNECT_TIMEOUT', 100)
    client.connectSync({ ...localAddress, cid: VMADDR_CID_LOCAL }, { timeout: PATIENCE })
    return false
  } catch (error) {
    if (!(error instanceof SocketError || error instanceof SocketTimeoutError)) throw error
    return `needs the loopback of vsock: ${error.message}`
  }
}
