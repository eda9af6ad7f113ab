import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket, SocketError } from '../../src/index.ts'
import {
  attributesOf,
  dump,
  dumpSync,
  genlmsghdr,
  ifaddrmsg,
  ifinfomsg,
  type Message,
  NetlinkError,
  request,
  type RequestInput,
  requestSync,
  rtmsg,
  text,
  textOf,
  u16Of,
  u32,
  u32Of,
} from '../../src/netlink.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { noNetlink as skip, routeSocket } from '../support/netlink.ts'

const { RTM_GETLINK } = constants

/** Both forms of each function of the entry point. */
const entryForms = [
  {
    name: 'awaited',
    request,
    dump: async (socket: Socket, message: RequestInput) => {
      const answers: Message[] = []
      for await (const answer of dump(socket, message)) answers.push(answer)
      return answers
    },
  },
  {
    name: 'blocking',
    request: (socket: Socket, message: RequestInput) =>
      Promise.resolve().then(() => requestSync(socket, message)),
    dump: (socket: Socket, message: RequestInput) =>
      Promise.resolve().then(() => [...dumpSync(socket, message)]),
  },
]

const allLinks = () => ({ type: RTM_GETLINK, payload: ifinfomsg.encode() })

for (const form of ['awaited', 'blocking']) {
  test(`a request sets a link down and up: ${form}`, { skip: skip || cannotUnshare }, async () => {
    const { result, errors } = await inChild(
      async ({ constants: C, netlink, Socket }) => {
        const { ifinfomsg, request, requestSync } = netlink
        const ask = (message: Parameters<typeof request>[1]) =>
          process.env['FORM'] === 'awaited'
            ? request(socket, message)
            : requestSync(socket, message)
        const socket = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE')
        const isUp = async () => {
          const payload = ifinfomsg.encode({ index: 'lo' })
          const [link] = await ask({ type: C.RTM_GETLINK, payload })
          return link && (ifinfomsg.decode(link.payload).flags & C.IFF_UP) !== 0
        }
        const set = async (flags: number) => {
          const payload = ifinfomsg.encode({ index: 'lo', flags, change: C.IFF_UP })
          return (await ask({ type: C.RTM_NEWLINK, payload })).length
        }
        return [await isUp(), await set(0), await isUp(), await set(C.IFF_UP), await isUp()]
      },
      { network: ':', env: { FORM: form } },
    )

    assert.deepEqual(result, [true, 0, false, 0, true], errors)
  })

  test(`what another program sends is not an answer: ${form}`, {
    skip: skip || cannotUnshare,
  }, async () => {
    const { result, errors } = await inChild(
      async ({ constants: C, netlink, Socket }) => {
        const { dump, dumpSync, encodeMessages, ifinfomsg } = netlink
        const socket = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE')
        socket.bind('netlink:0:0')
        const other = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE')
        for (let sequence = 0; sequence < 9; sequence++) {
          const lie = { type: C.NLMSG_DONE, sequence, payload: new Uint8Array(4) }
          other.sendToSync(encodeMessages([lie]), socket.localAddress)
        }
        const links = { type: C.RTM_GETLINK, payload: ifinfomsg.encode() }
        const came: number[] = []
        if (process.env['FORM'] === 'awaited') {
          for await (const { type } of dump(socket, links)) came.push(type)
        } else came.push(...Array.from(dumpSync(socket, links), ({ type }) => type))
        return came.filter((type) => type === C.RTM_NEWLINK).length
      },
      { network: ':', env: { FORM: form } },
    )

    assert.ok(result !== undefined && result > 0, errors)
  })

  test(`a dump of many datagrams arrives completely, and fails if something changed in the meantime: ${form}`, {
    skip: skip || cannotUnshare,
  }, async () => {
    const { result, errors } = await inChild(
      async ({ constants: C, netlink, Socket }) => {
        const { dump, dumpSync, ifaddrmsg, ip, requestSync } = netlink
        const socket = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE')
        const changer = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE')
        const message = { type: C.RTM_GETADDR, payload: ifaddrmsg.encode({ family: C.AF_INET }) }
        const change = () => {
          const fields = { family: C.AF_INET, prefixlen: 32, index: 'lo' }
          const payload = ifaddrmsg.encode(fields, [ip(C.IFA_LOCAL, '10.9.9.9')])
          requestSync(changer, { type: C.RTM_NEWADDR, flags: C.NLM_F_CREATE, payload })
        }
        const count = async (first: () => void) => {
          let came = 0
          const see = ({ type }: { type: number }) => {
            if (came++ === 0) first()
            if (type !== C.RTM_NEWADDR) throw new Error(`A message of type ${type}`)
          }
          if (process.env['FORM'] === 'awaited') {
            for await (const address of dump(socket, message)) see(address)
          } else for (const address of dumpSync(socket, message)) see(address)
          return came
        }
        const whole = await count(() => undefined)
        const changed = await count(change).catch(
          (error: unknown) => (error as { code?: string }).code,
        )
        const after = await count(() => undefined)
        return { whole, changed, after }
      },
      {
        network:
          'for i in 1 2 3 4 5 6 7 8; do for j in $(seq 1 250); do echo addr add 10.1.$i.$j/32 dev lo; done; done | ip -batch -',
        env: { FORM: form },
      },
    )

    assert.deepEqual(
      result,
      { whole: 2001, changed: 'ERR_NETLINK_DUMP_INTERRUPTED', after: 2002 },
      errors,
    )
  })
}

for (const form of entryForms) {
  test(`a dump has every link, among them the loopback: ${form.name}`, { skip }, async () => {
    using socket = routeSocket()

    const links = await form.dump(socket, allLinks())

    const names = links.map(({ payload }) =>
      textOf(ifinfomsg.decode(payload).attributes, constants.IFLA_IFNAME),
    )
    assert.ok(names.includes('lo'), names.join(' '))
    assert.ok(links.every(({ type }) => type === constants.RTM_NEWLINK))
  })

  test(`strict checking refuses a malformed request, and says why: ${form.name}`, {
    skip,
  }, async () => {
    using socket = routeSocket()
    const odd = { type: RTM_GETLINK, payload: ifinfomsg.encode({ type: 5 }) }

    const ignored = await form.dump(socket, odd)
    socket.setOption('NETLINK_GET_STRICT_CHK', true)
    const silent = await failureOf(form.dump(socket, odd))
    socket.setOption('NETLINK_EXT_ACK', true)
    const loud = await failureOf(form.dump(socket, odd))
    const again = await form.dump(socket, allLinks())

    assert.deepEqual(again.length, ignored.length)
    assert.deepEqual([silent.code, silent.reason], ['EINVAL', undefined])
    assert.deepEqual([loud.code, loud.errno, loud.syscall], ['EINVAL', -22, 'netlink'])
    assert.match(loud.reason ?? '', /^[A-Z].* header .*/)
    assert.equal(
      loud.message,
      `netlink RTM_GETLINK EINVAL: invalid argument (${loud.reason ?? ''})`,
    )
  })

  test(`a refused attribute is pointed at, with the request repeated and without: ${form.name}`, {
    skip,
  }, async () => {
    using socket = routeSocket()
    socket.setOption('NETLINK_EXT_ACK', true)
    const payload = rtmsg.encode({ family: constants.AF_INET, dst_len: 32 }, [
      u32(constants.RTA_OIF, 1),
      { type: constants.RTA_DST, data: new Uint8Array(3) },
    ])
    const message = { type: constants.RTM_GETROUTE, payload }

    const repeated = await failureOf(form.request(socket, message))
    socket.setOption('NETLINK_CAP_ACK', true)
    const capped = await failureOf(form.request(socket, message))

    const { RTA_DST } = constants
    const offset = 16 + 12 + 8 // the headers, and RTA_OIF
    for (const { offset: at, reason, message: all } of [repeated, capped]) {
      assert.equal(at, offset, `${all}, RTA_DST is ${RTA_DST}`)
      assert.ok(reason)
    }
  })

  test(`the controller of generic netlink reports its own number, and all others: ${form.name}`, {
    skip,
  }, async () => {
    using socket = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_GENERIC')
    const { CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME, CTRL_CMD_GETFAMILY, GENL_ID_CTRL } =
      constants
    const ask = (name?: string) => ({
      type: GENL_ID_CTRL,
      payload: genlmsghdr.encode(
        { cmd: CTRL_CMD_GETFAMILY, version: 2 },
        name === undefined ? [] : [text(CTRL_ATTR_FAMILY_NAME, name)],
      ),
    })
    const read = ({ payload }: Message) => genlmsghdr.decode(payload)

    const [own] = (await form.request(socket, ask('nlctrl'))).map(read)
    const all = (await form.dump(socket, ask())).map(read)
    const unknown = await failureOf(form.request(socket, ask('berkeley?')))

    assert.equal(own?.cmd, constants.CTRL_CMD_NEWFAMILY)
    assert.equal(u16Of(own.attributes, CTRL_ATTR_FAMILY_ID), GENL_ID_CTRL)
    const [group] = attributesOf(own.attributes, constants.CTRL_ATTR_MCAST_GROUPS) ?? []
    assert.ok(group)
    const inside = attributesOf([group], group.type) ?? []
    assert.equal(textOf(inside, constants.CTRL_ATTR_MCAST_GRP_NAME), 'notify')
    assert.ok((u32Of(inside, constants.CTRL_ATTR_MCAST_GRP_ID) ?? 0) > 0)
    const names = all.map(({ attributes }) => textOf(attributes, CTRL_ATTR_FAMILY_NAME))
    assert.ok(names.includes('nlctrl'))
    assert.equal(unknown.message, 'netlink GENL_ID_CTRL ENOENT: no such file or directory')
  })

  test(`after a request that can't be sent, the next one can be made: ${form.name}`, {
    skip,
  }, async () => {
    using socket = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_USERSOCK')

    for (const ask of [form.request, form.dump, form.request]) {
      await assert.rejects(ask(socket, { type: 20 }), { code: 'ECONNREFUSED', syscall: 'sendto' })
    }
  })
}

test('a loop over a dump that is left early leaves nothing behind', { skip }, async () => {
  using socket = routeSocket()

  for await (const link of dump(socket, allLinks())) {
    assert.ok(link)
    break
  }
  for (const link of dumpSync(socket, allLinks())) {
    assert.ok(link)
    break
  }
  const addresses = [
    ...dumpSync(socket, { type: constants.RTM_GETADDR, payload: ifaddrmsg.encode() }),
  ]

  assert.ok(addresses.every(({ type }) => type === constants.RTM_NEWADDR))
  await assert.rejects(socket.recv(1, { timeout: 0 }), { code: 'EAGAIN' })
})

test('a socket has one request at a time', { skip }, async () => {
  using socket = routeSocket()

  const first = request(socket, oneLink())
  const second = request(socket, oneLink())

  await assert.rejects(second, {
    ...{ code: 'EBUSY', syscall: 'netlink' },
    message: 'netlink EBUSY: device or resource busy (the socket has a request in progress)',
  })
  assert.equal((await first).length, 1)
  for (const link of dumpSync(socket, allLinks())) {
    assert.ok(link)
    assert.throws(() => requestSync(socket, oneLink()), { code: 'EBUSY' })
  }
  assert.equal(requestSync(socket, oneLink()).length, 1)
})

test('a socket that is closed in the loop ends the dump', { skip }, async () => {
  const socket = routeSocket()
  const closed = async () => {
    for await (const link of dump(socket, allLinks())) {
      assert.ok(link)
      socket.close()
    }
  }

  await assert.rejects(closed(), { code: 'ERR_SOCKET_CLOSED' })
})

function oneLink(): RequestInput {
  return { type: RTM_GETLINK, payload: ifinfomsg.encode({ index: 'lo' }) }
}

async function failureOf(asked: Promise<unknown>): Promise<NetlinkError> {
  const outcome = await asked.then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(outcome instanceof NetlinkError && outcome instanceof SocketError, String(outcome))
  return outcome
}

test('a request and a dump end at a deadline, a moment of performance.now()', {
  skip,
}, async () => {
  using socket = routeSocket()
  const links = { type: 'RTM_GETLINK', payload: ifinfomsg.encode() } as const
  const [soon, never] = [{ deadline: performance.now() + 60_000 }, { deadline: Date.now() }]

  assert.ok([...dumpSync(socket, links, soon)].length > 0)
  await assert.rejects(request(socket, links, never), RangeError)
  assert.throws(() => [...dumpSync(socket, links, never)], RangeError)
})
