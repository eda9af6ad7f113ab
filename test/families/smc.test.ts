import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FamilyName, type ProtocolName, Socket } from '../../src/index.ts'
import { absent } from '../support/absent.ts'
import { forms } from '../support/forms.ts'
import { noIPv6 } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'

/** Sockets of SMC, each with the address it listens at. SMCPROTO_SMC6 is 1. */
const kinds: readonly (readonly [FamilyName, ProtocolName | 1 | 0, string])[] = [
  ['AF_SMC', 0, '127.0.0.1:0'],
  ['AF_SMC', 1, '[::1]:0'],
  ['AF_INET', 'IPPROTO_SMC', '127.0.0.1:0'],
  ['AF_INET6', 'IPPROTO_SMC', '[::1]:0'],
]

for (const [family, protocol, at] of kinds)
  for (const form of forms)
    test(`a connection over the loopback falls back to TCP: ${family}, ${protocol}, ${form.name}`, {
      skip: absent(family, 'SOCK_STREAM', protocol) || (at.startsWith('[') && noIPv6),
    }, async () => {
      using listener = new Socket(family, 'SOCK_STREAM', protocol)
      using client = new Socket(family, 'SOCK_STREAM', protocol)
      listener.timeout = client.timeout = PATIENCE
      listener.bind(at)
      listener.listen()
      const data = Buffer.from(Array.from({ length: 20_000 }, (_, i) => i % 251))

      const connecting = client.connect(listener.localAddress)
      using server = await form.call(listener, 'accept')
      await connecting
      server.timeout = PATIENCE
      await form.call(client, 'sendAll', data)
      const there = await form.call(server, 'recv', data.length, { flags: 'MSG_WAITALL' })
      await form.call(server, 'sendAll', there)
      server.shutdown('SHUT_WR')
      const back = await form.call(client, 'recv', data.length, { flags: 'MSG_WAITALL' })
      const end = await form.call(client, 'recv')

      assert.ok(there.equals(data) && back.equals(data))
      assert.equal(end.length, 0)
      assert.equal(server.family, family)
      assert.deepEqual(client.remoteAddress, listener.localAddress)
      assert.deepEqual(server.remoteAddress, client.localAddress)
      client.setOption('TCP_NODELAY', true)
      assert.equal(client.getOption('TCP_NODELAY'), true)
    })
