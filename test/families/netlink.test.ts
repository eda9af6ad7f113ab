import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { forms } from '../support/forms.ts'
import { noNetlink as skip, routeSocket } from '../support/netlink.ts'

const { MSG_PEEK, MSG_TRUNC, NLM_F_DUMP, NLM_F_REQUEST, RTM_GETLINK } = constants

test('a socket bound to port id 0 gets the process id, the next another', {
  skip: skip || cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket }) => {
      const sockets = [0, 1].map(() => new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE'))
      for (const socket of sockets) socket.bind('netlink:0:0')
      return { pid: process.pid, addresses: sockets.map(({ localAddress }) => localAddress) }
    },
    { network: ':' },
  )

  assert.ok(result, errors)
  const [first, second] = result.addresses
  assert.deepEqual(first, { family: 'AF_NETLINK', portId: result.pid, groups: 0 })
  assert.ok(second?.family === 'AF_NETLINK' && second.portId !== 0)
  assert.notEqual(second.portId, result.pid)
})

for (const form of forms) {
  test(`a dump received with a buffer of 16 bytes is cut, and comes from the kernel: ${form.name}`, {
    skip,
  }, async () => {
    using socket = routeSocket()
    socket.bind('netlink:0:0')
    await form.call(socket, 'sendTo', linksRequest(), 'netlink:0:0')

    const message = await form.call(socket, 'recvMessage', { size: 16 })

    assert.equal(message.length, 16)
    assert.equal(message.truncated, true)
    assert.deepEqual(message.address, { family: 'AF_NETLINK', portId: 0, groups: 0 })
  })

  test(`MSG_PEEK with MSG_TRUNC returns the length of the answer, which is then received whole: ${form.name}`, {
    skip,
  }, async () => {
    using socket = routeSocket()
    await form.call(socket, 'sendTo', linksRequest(), 'netlink:0:0')

    const flags = MSG_PEEK | MSG_TRUNC
    const length = await form.call(socket, 'recvInto', new Uint8Array(16), { flags })
    const message = await form.call(socket, 'recvMessage', { size: length + 1 })

    assert.ok(length > 16, `${length} bytes`)
    assert.equal(message.length, length)
    assert.equal(message.truncated, false)
  })

  test(`sending to an unused port id is refused: ${form.name}`, { skip }, async () => {
    using socket = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_USERSOCK')

    await assert.rejects(form.call(socket, 'sendTo', 'x', 'netlink:4294967294:0'), {
      code: 'ECONNREFUSED',
      syscall: 'sendto',
    })
  })
}

test('programs talk to each other over NETLINK_USERSOCK', { skip }, () => {
  using one = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_USERSOCK')
  using other = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_USERSOCK')
  one.bind('netlink:0:0')
  other.bind('netlink:0:0')

  one.sendToSync('hello', other.localAddress)
  const { data, address } = other.recvFromSync()

  assert.equal(String(data), 'hello')
  assert.deepEqual(address, one.localAddress)
})

test('NETLINK_LIST_MEMBERSHIPS lists the groups that were joined, by bits or by numbers', {
  skip,
}, () => {
  using socket = routeSocket()

  const none = socket.getOption('NETLINK_LIST_MEMBERSHIPS')
  socket.bind(`netlink:0:${constants.RTMGRP_LINK | constants.RTMGRP_IPV4_IFADDR}`)
  const byBits = socket.getOption('NETLINK_LIST_MEMBERSHIPS')
  socket.setOption('NETLINK_ADD_MEMBERSHIP', constants.RTNLGRP_NSID)
  socket.setOption('NETLINK_ADD_MEMBERSHIP', constants.RTNLGRP_NEXTHOP)
  socket.setOption('NETLINK_DROP_MEMBERSHIP', constants.RTNLGRP_LINK)
  const byNumbers = socket.getOption('NETLINK_LIST_MEMBERSHIPS')

  const { RTNLGRP_IPV4_IFADDR, RTNLGRP_LINK, RTNLGRP_NEXTHOP, RTNLGRP_NSID } = constants
  assert.deepEqual(none, [])
  assert.deepEqual(byBits, [RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR])
  assert.deepEqual(byNumbers, [RTNLGRP_IPV4_IFADDR, RTNLGRP_NSID, RTNLGRP_NEXTHOP])
})

test('NETLINK_LISTEN_ALL_NSID brings notices of other namespaces, with their id', {
  skip: skip || cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    async ({ constants: C, Socket }) => {
      const { execFileSync } = await import('node:child_process')
      const socket = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE')
      socket.bind('netlink:0:0')
      socket.setOption('NETLINK_LISTEN_ALL_NSID', true)
      socket.setOption('NETLINK_ADD_MEMBERSHIP', C.RTNLGRP_LINK)
      execFileSync('ip', ['-n', 'other', 'link', 'set', 'lo', 'mtu', '9000'])
      const theirs = socket.recvMessageSync({ control: true }).control
      execFileSync('ip', ['link', 'set', 'lo', 'mtu', '9000'])
      const own = socket.recvMessageSync({ control: true }).control
      return [theirs.NETLINK_LISTEN_ALL_NSID, own.NETLINK_LISTEN_ALL_NSID ?? null]
    },
    { network: 'mount -t tmpfs none /run\nip netns add other\nip netns set other 5' },
  )

  assert.deepEqual(result, [5, null], errors)
})

for (const form of ['awaited', 'blocking']) {
  test(`the notice of a new link comes with its group: ${form}`, {
    skip: skip || cannotUnshare,
  }, async () => {
    const { result, errors } = await inChild(
      async ({ constants: C, netlink, Socket }) => {
        const { ifinfomsg, nested, request, requestSync, text } = netlink
        const notices = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE')
        notices.bind('netlink:0:0') // without a port ID no messages arrive
        notices.setOption('NETLINK_ADD_MEMBERSHIP', C.RTNLGRP_LINK)
        notices.setOption('NETLINK_PKTINFO', true)
        const socket = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE')
        const newLink = (kind: string) => ({
          type: C.RTM_NEWLINK,
          flags: C.NLM_F_CREATE | C.NLM_F_EXCL,
          payload: ifinfomsg.encode({}, [
            text(C.IFLA_IFNAME, 'test0'),
            nested(C.IFLA_LINKINFO, [text(C.IFLA_INFO_KIND, kind)]),
          ]),
        })
        const kinds: string[] = []
        for (const kind of ['dummy', 'bridge', 'veth']) {
          try {
            if (process.env['FORM'] === 'awaited') await request(socket, newLink(kind))
            else requestSync(socket, newLink(kind))
            kinds.push(kind)
            break
          } catch (error) {
            if ((error as { code?: string }).code !== 'EOPNOTSUPP') throw error
          }
        }
        if (kinds.length === 0) return 'no link type that works without hardware'
        const { data, control, address } = notices.recvMessageSync({ control: true })
        const [notice] = netlink.decodeMessages(data)
        if (!notice) throw new Error('An empty datagram')
        const { attributes } = ifinfomsg.decode(notice.payload)
        return {
          type: notice.type === C.RTM_NEWLINK,
          name: netlink.textOf(attributes, C.IFLA_IFNAME),
          group: control.NETLINK_PKTINFO,
          address,
        }
      },
      { network: ':', env: { FORM: form } },
    )

    assert.ok(result !== undefined, errors)
    assert.deepEqual(result, {
      type: true,
      name: 'test0',
      group: { group: constants.RTNLGRP_LINK },
      address: { family: 'AF_NETLINK', portId: 0, groups: constants.RTMGRP_LINK },
    })
  })
}

/** The bytes of a request for all links, as C would encode it. */
function linksRequest(): Uint8Array {
  const words = [32, 0, 7, 0, 0, 0, 0, 0]
  const bytes = new Uint8Array(Uint32Array.from(words).buffer)
  new Uint16Array(bytes.buffer, 4, 2).set([RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP])
  return bytes
}
