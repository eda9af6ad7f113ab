import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Socket, SocketError } from '../../src/index.ts'
import { cannotUnshare, inChild } from '../support/child.ts'

/** Why raw sockets of both families are not available here; false if they are. */
const cannotRaw = whyNotRaw()

function whyNotRaw(): string | false {
  try {
    new Socket('AF_INET', 'SOCK_RAW', 'IPPROTO_ICMP').close()
    new Socket('AF_INET6', 'SOCK_RAW', 'IPPROTO_ICMPV6').close()
    return process.platform !== 'linux' && 'needs the filters of Linux'
  } catch (error) {
    return `needs CAP_NET_RAW and IPv6: ${String(error)}`
  }
}

const rows = [
  { family: 'AF_INET', protocol: 'IPPROTO_ICMP', option: 'ICMP_FILTER', request: 8, reply: 0 },
  {
    family: 'AF_INET6',
    protocol: 'IPPROTO_ICMPV6',
    option: 'ICMP6_FILTER',
    request: 128,
    reply: 129,
  },
] as const

for (const { family, protocol, option, request, reply } of rows) {
  test(`${option} blocks types of message, or all but some`, { skip: cannotRaw }, () => {
    using socket = new Socket(family, 'SOCK_RAW', protocol)
    const read = () => socket.getOption(option)
    const most = family === 'AF_INET' ? 31 : 255

    assert.deepEqual(read(), { block: [] })
    socket.setOption(option, { block: [most, request, request] })
    assert.deepEqual(read(), { block: [request, most] })
    socket.setOption(option, { pass: [reply, request] })
    const { block } = read()
    assert.equal(block.length, most - 1)
    assert.ok(!block.includes(reply) && !block.includes(request))
    socket.setOption(option, { block: [] })
    assert.deepEqual(read(), { block: [] })

    for (const wrong of [{}, { block: [0], pass: [0] }, { block: 7 }, null]) {
      assert.throws(() => {
        socket.setOption(option, wrong as { block: number[] })
      }, TypeError)
    }
    assert.throws(() => {
      socket.setOption(option, { block: [most + 1] })
    }, RangeError)
  })

  test(`a raw socket gets the messages that its ${option} lets pass`, {
    skip: cannotRaw || cannotUnshare,
  }, async () => {
    const { result, errors } = await inChild(
      ({ Socket, internetChecksum, PATIENCE }) =>
        (['AF_INET', 'AF_INET6'] as const).map((family) => {
          const v4 = family === 'AF_INET'
          const [request, reply, end] = v4 ? [8, 0, 200] : [128, 129, 200]
          const protocol = v4 ? 'IPPROTO_ICMP' : 'IPPROTO_ICMPV6'
          const address = v4 ? '127.0.0.1' : '::1'
          const [witness, socket] = [
            new Socket(family, 'SOCK_RAW', protocol),
            new Socket(family, 'SOCK_RAW', protocol),
          ]
          const send = (type: number) => {
            const message = Buffer.from([type, 0, 0, 0, 1, 2, 0, 1])
            // The kernel computes the checksum of ICMPv6.
            if (v4) message.writeUInt16BE(internetChecksum(message), 2)
            socket.sendToSync(message, { address, port: 0 })
          }
          const next = (of: typeof socket) =>
            of.recvSync(100, { timeout: PATIENCE })[v4 ? 20 : 0] ?? -1
          const until = (of: typeof socket, last: number) => {
            const types: number[] = []
            while (types.at(-1) !== last) types.push(next(of))
            return types
          }
          // On the loopback, a socket receives both the request and the reply.
          const pass = v4 ? [reply] : [reply, end]
          return [{ block: [] }, { block: [reply] }, { pass }].map((filter) => {
            socket.setOption(v4 ? 'ICMP_FILTER' : 'ICMP6_FILTER', filter)
            send(request)
            until(witness, reply)
            send(end)
            until(witness, end)
            return until(socket, end).slice(0, -1)
          })
        }),
      { network: '' },
    )

    const seen = result?.[family === 'AF_INET' ? 0 : 1]
    assert.deepEqual(seen, [[request, reply], [request], [reply]], errors)
  })
}

test('IPV6_CHECKSUM has the kernel write checksums, and drop packets with wrong ones', {
  skip: cannotRaw || cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, PATIENCE }) => {
      const make = () => new Socket('AF_INET6', 'SOCK_RAW', 253)
      const [one, other] = [make(), make()]
      one.bind('[::1]:0')
      other.bind('[::1]:0')
      const first = other.getOption('IPV6_CHECKSUM')
      other.setOption('IPV6_CHECKSUM', 2)
      const send = (text: string) => {
        const data = Buffer.from(`..\0\0${text}`)
        one.sendToSync(data, { address: '::1', port: 0 })
      }
      send('wrong')
      one.setOption('IPV6_CHECKSUM', 2)
      send('right')
      const came = other.recvSync(99, { timeout: PATIENCE })
      return { first, text: String(came.subarray(4)), sum: came.readUInt16BE(2) }
    },
    { network: '' },
  )

  assert.deepEqual([result?.first, result?.text], [-1, 'right'], errors)
  assert.notEqual(result?.sum, 0)
})

test('IPV6_CHECKSUM of an odd offset, or of ICMPv6, is EINVAL', { skip: cannotRaw }, () => {
  using socket = new Socket('AF_INET6', 'SOCK_RAW', 253)
  using icmp = new Socket('AF_INET6', 'SOCK_RAW', 'IPPROTO_ICMPV6')

  for (const [on, offset] of [
    [socket, 3],
    [icmp, 2],
  ] as const) {
    assert.throws(
      () => {
        on.setOption('IPV6_CHECKSUM', offset)
      },
      (error) => error instanceof SocketError && error.code === 'EINVAL',
    )
  }
})

/** Why a packet's protocol cannot be read; false if it can. */
const cannotTell = cannotRaw || whyNotTell()

function whyNotTell(): string | false {
  try {
    using socket = new Socket('AF_INET', 'SOCK_RAW', 'IPPROTO_RAW')
    socket.getOption('IP_PROTOCOL')
    return false
  } catch {
    return 'needs Linux 6.4'
  }
}

test('IP_PROTOCOL as a control message is 1 to 255', { skip: cannotTell }, async () => {
  using socket = new Socket('AF_INET', 'SOCK_RAW', 'IPPROTO_RAW')
  const data = new Uint8Array([0x45, 0, 0, 20, 0, 0, 0, 0, 9, 253, 0, 0, 0, 0, 0, 0, 127, 0, 0, 1])
  const send = (protocol: number) =>
    socket.sendMessage({ data, address: '127.0.0.1:0', control: { IP_PROTOCOL: protocol } })

  assert.equal(await send(253), 20)
  await assert.rejects(send(256), { code: 'EINVAL' })
})

test('a datagram socket of ICMP sends echoes and gets the answers to its own', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, PATIENCE }) =>
      (['AF_INET', 'AF_INET6'] as const).map((family) => {
        const v4 = family === 'AF_INET'
        const protocol = v4 ? 'IPPROTO_ICMP' : 'IPPROTO_ICMPV6'
        const [one, other] = [
          new Socket(family, 'SOCK_DGRAM', protocol),
          new Socket(family, 'SOCK_DGRAM', protocol),
        ]
        const ids = [one, other].map((socket, i) => {
          socket.connectSync({ address: v4 ? '127.0.0.1' : '::1', port: 0 })
          socket.sendSync(new Uint8Array([v4 ? 8 : 128, 0, 0, 0, 0, 0, 0, 7 + i, 65 + i]))
          return socket.localAddress.port
        })
        return [one, other].map((socket, i) => {
          const answer = socket.recvSync(99, { timeout: PATIENCE })
          const ours = answer.readUInt16BE(4) === ids[i] // the kernel sets the identifier
          return [answer[0], ours, answer.readUInt16BE(6), String(answer.subarray(8))]
        })
      }),
    { network: 'echo "0 2147483647" > /proc/sys/net/ipv4/ping_group_range' },
  )

  assert.deepEqual(
    result,
    [0, 129].map((reply) => [
      [reply, true, 7, 'A'],
      [reply, true, 8, 'B'],
    ]),
    errors,
  )
})
