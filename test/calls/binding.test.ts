import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  type Address,
  type BindTarget,
  bind,
  bindSync,
  listen,
  listenSync,
  Socket,
} from '../../src/index.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { twoAddresses } from '../support/two-addresses.ts'
import { folderOf } from '../support/folder.ts'
import { closing, freeInBothFamilies, loopback, nameOf, noIPv6, portOf } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'

/** The two forms of bind(). */
const binds: readonly { name: string; bind: (target: BindTarget) => Promise<Socket> }[] = [
  { name: 'awaited', bind },
  {
    name: 'blocking',
    bind: (target) =>
      new Promise((resolve) => {
        resolve(bindSync(target))
      }),
  },
]
const SOON = { timeout: PATIENCE }

for (const { name, bind } of binds) {
  test(`bind() without a host receives datagrams from IPv6 and IPv4: ${name}`, {
    skip: noIPv6,
  }, async (t) => {
    for (const target of [{}, { port: freeInBothFamilies() }, { dualStack: true }]) {
      const socket = closing(t, await bind(target))

      assert.equal(socket.type, 'SOCK_DGRAM')
      assert.equal(socket.getOption('IPV6_V6ONLY'), false)
      for (const family of ['AF_INET', 'AF_INET6'] as const) {
        const sender = closing(t, new Socket(family, 'SOCK_DGRAM'))
        sender.sendToSync(family, loopback(family, portOf(socket)))
        assert.equal(String(socket.recvSync(99, SOON)), family)
      }
    }
  })

  test(`bind() with dualStack false leaves the port of IPv4 to others: ${name}`, {
    skip: noIPv6,
  }, async (t) => {
    const port = freeInBothFamilies()

    const six = closing(t, await bind({ port, dualStack: false }))
    const four = closing(t, await bind({ port, family: 'AF_INET' }))

    assert.equal(six.family, 'AF_INET6')
    assert.deepEqual(nameOf(four), { family: 'AF_INET', address: '0.0.0.0', port })
  })

  test(`bind() binds to a host, to an address and to a path: ${name}`, async (t) => {
    const folder = folderOf(t)
    const paths: Address[] = ['x', 'y'].map((name) => ({
      family: 'AF_UNIX',
      path: join(folder, name),
    }))
    const places: BindTarget[] = [
      { host: '127.0.0.1' },
      { host: 'localhost', family: 'AF_INET' },
      '127.0.0.1:0',
      loopback('AF_INET'),
      join(folder, 'x'),
      { path: join(folder, 'y') },
    ]

    for (const target of places) {
      const socket = closing(t, await bind(target))

      assert.equal(socket.type, 'SOCK_DGRAM')
      const name = nameOf(socket)
      const expected = 'path' in name ? paths.shift() : loopback('AF_INET', portOf(socket))
      assert.deepEqual(name, expected)
    }
  })

  test(`bind() creates the type of socket that it is asked for: ${name}`, async (t) => {
    const stream = closing(t, await bind({ host: '127.0.0.1', type: 'SOCK_STREAM' }))
    const netlink = { family: 'AF_NETLINK', portId: 0, groups: 0 } as const
    const route = closing(t, await bind({ ...netlink, protocol: 'NETLINK_ROUTE' }))

    assert.deepEqual([stream.type, stream.listening], ['SOCK_STREAM', false])
    assert.deepEqual([route.family, route.type], ['AF_NETLINK', 'SOCK_DGRAM'])
  })

  test(`bind() with reusePort shares the port, and without does not: ${name}`, async (t) => {
    const first = closing(t, await bind({ host: '127.0.0.1', reusePort: true }))
    const taken = { host: '127.0.0.1', port: portOf(first) }

    const second = closing(t, await bind({ ...taken, reusePort: true }))

    assert.deepEqual(nameOf(second), nameOf(first))
    await assert.rejects(bind(taken), { code: 'EADDRINUSE', syscall: 'bind' })
  })

  test(`bind() where another is bound fails with the address, and leaves nothing open: ${name}`, {
    skip: cannotCount,
  }, async (t) => {
    const first = closing(t, await bind({ host: '127.0.0.1' }))
    const before = openSockets()

    await assert.rejects(bind({ host: '127.0.0.1', port: portOf(first) }), {
      code: 'EADDRINUSE',
      address: '127.0.0.1',
      port: portOf(first),
    })

    assert.deepEqual(openSockets(), before)
  })

  test(`bind() rejects misuse: ${name}`, async () => {
    const wrong = [null, 514, 'no address', { prot: 514 }, { backlog: 5 }]

    for (const target of wrong) {
      await assert.rejects(bind(target as never), /TypeError/)
    }
    await assert.rejects(bind({ port: 65_536 }), RangeError)
  })
}

test('bind() binds to frames of an interface', { skip: cannotUnshare }, async () => {
  const { result, errors } = await inChild(
    async ({ bind }) => {
      const target = { family: 'AF_PACKET', interfaceIndex: 'lo', protocol: 0x0800 } as const
      const socket = await bind(target)
      const { localAddress, type } = socket
      return { ...localAddress, type }
    },
    { network: ':' },
  )

  const { family, protocol, type } = { ...result } as Record<string, unknown>
  assert.deepEqual([family, protocol, type], ['AF_PACKET', 0x0800, 'SOCK_DGRAM'], errors)
})

for (const name of ['bind', 'bindSync'] as const) {
  test(`of a host with addresses of both families ${name} takes the first that is free, with its options`, {
    skip: cannotUnshare,
  }, async () => {
    const { result, errors } = await inChild(
      async ({ bind, bindSync }) => {
        const make = process.env['FORM'] === 'bindSync' ? bindSync : bind
        const options = { IPV6_RECVPKTINFO: true, IP_PKTINFO: true }
        const target = { host: 'two.test', port: 7000, options }
        const sockets = [await make(target), await make(target)]
        return sockets.map((socket) => {
          const v6 = socket.family === 'AF_INET6'
          return [
            socket.localAddress,
            socket.getOption('IP_PKTINFO'),
            v6 ? socket.getOption('IPV6_RECVPKTINFO') : 'has none',
          ]
        })
      },
      { network: twoAddresses, env: { FORM: name } },
    )

    const expected = [
      [loopback('AF_INET6', 7000), true, true],
      [loopback('AF_INET', 7000), true, 'has none'],
    ]
    assert.deepEqual(result, expected, errors)
  })
}

test('an aborted signal ends bind() before it begins', { skip: cannotCount }, async () => {
  const before = openSockets()

  await assert.rejects(bind({}, { signal: AbortSignal.abort() }), { code: 'ABORT_ERR' })

  assert.deepEqual(openSockets(), before)
})

test('without arguments, listen() and bind() take any port of every address', async (t) => {
  const all = closing(t, [await listen(), listenSync(), await bind(), bindSync()])

  for (const { localAddress } of all) {
    assert.ok(['::', '0.0.0.0'].includes(localAddress.address), localAddress.address)
    assert.notEqual(localAddress.port, 0)
  }
})
