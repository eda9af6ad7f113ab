import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  type AddressLike,
  connect,
  connectSync,
  formatAddress,
  interfaces,
  listen,
  listenSync,
  parseAddress,
  resolve,
  resolveSync,
  reverse,
  reverseSync,
  Socket,
} from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { datagrams, everyKind, loopback, nameOf } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'
import { folderOf } from '../support/folder.ts'

const ports: { port: unknown; error: ErrorConstructor }[] = [
  { port: -1, error: RangeError },
  { port: 65536, error: RangeError },
  { port: 2 ** 40, error: RangeError },
  { port: 80.5, error: RangeError },
  { port: Number.NaN, error: RangeError },
  { port: '80', error: TypeError },
  { port: undefined, error: TypeError },
  { port: 80n, error: TypeError },
]

for (const { port, error } of ports) {
  for (const form of forms) {
    const title = `port ${typeof port} ${String(port)} is a ${error.name} before any call: ${form.name}`
    test(title, async () => {
      using socket = new Socket('AF_INET', 'SOCK_DGRAM')
      const numbers = { address: '127.0.0.1', port } as { address: string; port: number }
      const address: AddressLike = { family: 'AF_INET', ...numbers }

      assert.throws(() => {
        socket.bind(address)
      }, error)
      assert.throws(() => {
        socket.bind({ family: 'AF_INET6', address: '::1', port: numbers.port })
      }, error)
      await assert.rejects(form.call(socket, 'connect', address), error)
      await assert.rejects(form.call(socket, 'sendTo', 'x', address), error)
      await assert.rejects(form.call(socket, 'sendMessage', { data: 'x', address }), error)
      assert.throws(() => formatAddress(address), error)
      assert.throws(() => reverseSync(address), error)
      await assert.rejects(reverse(address), error)
      assert.deepEqual(socket.localAddress, { family: 'AF_INET', address: '0.0.0.0', port: 0 })
    })
  }
}

test('a port beyond 65535 is a RangeError where names are resolved and text is read', async () => {
  const far = { host: '127.0.0.1', port: 99999 }

  await assert.rejects(resolve('127.0.0.1', 99999), RangeError)
  await assert.rejects(resolve('127.0.0.1', '99999'), RangeError)
  assert.throws(() => resolveSync('127.0.0.1', 99999), RangeError)
  assert.throws(() => resolveSync('127.0.0.1', -1), RangeError)
  assert.throws(() => resolveSync('127.0.0.1', 80.5), RangeError)
  await assert.rejects(connect(far), RangeError)
  assert.throws(() => connectSync(far), RangeError)
  await assert.rejects(listen(far), RangeError)
  assert.throws(() => listenSync(far), RangeError)
  assert.throws(() => parseAddress('127.0.0.1:99999'), RangeError)
  assert.throws(() => parseAddress('[::1]:65536'), RangeError)
  assert.throws(() => parseAddress('127.0.0.1:-1'), TypeError)
  assert.throws(() => parseAddress('127.0.0.1:'), TypeError)
  assert.throws(() => parseAddress('127.0.0.1:8x'), TypeError)
})

test('flow labels have 20 bits and scopes 32, and neither wraps', () => {
  using socket = new Socket('AF_INET6', 'SOCK_DGRAM')
  const bindTo = (rest: object) => () => {
    socket.bind({ family: 'AF_INET6', address: '::1', port: 0, ...rest })
  }

  for (const flowInfo of [-1, 2 ** 20, 1.5]) assert.throws(bindTo({ flowInfo }), RangeError)
  for (const scopeId of [-1, 2 ** 32, 0.5]) assert.throws(bindTo({ scopeId }), RangeError)
  assert.throws(bindTo({ flowInfo: '1' }), TypeError)
  assert.throws(bindTo({ address: '::1%3', scopeId: 4 }), RangeError)
  assert.equal(nameOf(socket).family, 'AF_INET6')
  bindTo({ flowInfo: 0xfffff, scopeId: 0 })()
})

for (const form of forms) {
  test(`a NUL in a host is refused everywhere, and nothing is resolved: ${form.name}`, async () => {
    using socket = new Socket()
    const host = '127.0.0.1\0x'
    const address = { family: 'AF_INET', address: host, port: 9 } as const

    assert.throws(() => {
      socket.bind(address)
    }, TypeError)
    assert.throws(() => {
      socket.bind(`${host}:9`)
    }, TypeError)
    await assert.rejects(form.call(socket, 'connect', address), TypeError)
    await assert.rejects(form.call(socket, 'connect', `[::1%lo\0x]:9`), TypeError)
    await assert.rejects(connect({ host, port: 9 }), TypeError)
    assert.throws(() => connectSync({ host, port: 9 }), TypeError)
    await assert.rejects(listen({ host }), TypeError)
    assert.throws(() => listenSync({ host }), TypeError)
    await assert.rejects(resolve(host, 9), TypeError)
    assert.throws(() => resolveSync(host, 9), TypeError)
    assert.throws(() => resolveSync('127.0.0.1', '80\0x'), TypeError)
    assert.throws(() => parseAddress(host), TypeError)
    assert.throws(() => formatAddress(address), TypeError)
    assert.throws(
      () => formatAddress({ family: 'AF_INET6', address: 'fe80::1%lo\0x', port: 9 }),
      TypeError,
    )
    assert.ok(calls.ifNameToIndex('lo\0x') <= 0)
  })
}

test('a NUL in a Unix path is refused, and no file is created', (t) => {
  const folder = folderOf(t)
  using socket = new Socket('AF_UNIX')
  const path = join(folder, 'a\0b')

  for (const address of [path, { path }, { path: Buffer.from(path) }]) {
    assert.throws(() => {
      socket.bind(address)
    }, TypeError)
    assert.throws(() => {
      socket.connectSync(address)
    }, TypeError)
  }
  assert.deepEqual(readdirSync(folder), [])
})

const loose = [
  '127.1',
  '01.2.3.4',
  '1.2.3.4 ',
  ' 1.2.3.4',
  '0x7f.0.0.1',
  '1',
  '',
  '1.2.3.4.5',
  '1.2.3.256',
]

for (const address of loose) {
  test(`${JSON.stringify(address)} is not an IPv4 address`, async () => {
    using socket = new Socket('AF_INET', 'SOCK_DGRAM')

    assert.throws(() => {
      socket.bind({ family: 'AF_INET', address, port: 0 })
    }, TypeError)
    await assert.rejects(socket.connect(`${address}:9`), TypeError)
  })
}

const looseV6 = [
  '',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '12345::',
  '::1 ',
  '::g',
  '1.2.3.4::',
  '::1.2.3',
]

for (const address of looseV6) {
  test(`${JSON.stringify(address)} is not an IPv6 address`, () => {
    using socket = new Socket('AF_INET6', 'SOCK_DGRAM')

    assert.throws(() => {
      socket.bind({ family: 'AF_INET6', address, port: 0 })
    }, TypeError)
  })
}

test('the resolver accepts the old forms of IPv4 addresses, but no garbage after them', async () => {
  const first = async (host: string) => {
    const [answer] = await resolve(host, 9, { family: 'AF_INET' })
    return answer?.address
  }

  assert.deepEqual(await first('127.1'), loopback('AF_INET', 9))
  assert.deepEqual(await first('0x7f.1'), loopback('AF_INET', 9))
  assert.deepEqual(await first('1'), { family: 'AF_INET', address: '0.0.0.1', port: 9 })
  // musl asks a name server.
  await assert.rejects(first('127.0.0.1 foo'), { code: /^EAI_(NONAME|AGAIN)$/ })
  await assert.rejects(first(''), { code: 'EAI_NONAME' })
})

const hasLo = interfaces().some(({ name }) => name === 'lo')

test('an interface that does not exist is a TypeError that names the text', {
  skip: !hasLo && 'no lo',
}, () => {
  using socket = new Socket('AF_INET6', 'SOCK_DGRAM')
  const bindTo = (text: string) => () => {
    socket.bind(text)
  }

  assert.throws(bindTo('[fe80::1%nope]:9'), { name: 'TypeError', message: /fe80::1%nope/ })
  assert.throws(bindTo('[fe80::1%]:9'), { name: 'TypeError', message: /fe80::1%/ })
  assert.throws(bindTo('[2001:db8::1%lo]:9'), { name: 'TypeError', message: /2001:db8::1%lo/ })
  assert.throws(bindTo('fe80::1%4294967296'), RangeError)
})

test('a scope may be in the text, by name or number, or in scopeId', {
  skip: !hasLo && 'no lo',
}, () => {
  const index = calls.ifNameToIndex('lo')
  const expected = { family: 'AF_INET6', address: 'fe80::1', port: 9, scopeId: index }

  assert.deepEqual(parseAddress('[fe80::1%lo]:9'), expected)
  assert.deepEqual(parseAddress(`[fe80::1%${index}]:9`), expected)
  assert.deepEqual(parseAddress('[fe80::1%77]:9'), { ...expected, scopeId: 77 })
  assert.deepEqual(parseAddress('[ff02::fb%lo]:9'), { ...expected, address: 'ff02::fb' })
})

test('link-local addresses bind and connect with their scope', {
  skip: cannotUnshare,
}, async (t) => {
  const network = `
    ip link add here type veth peer name there
    ip addr add fe80::1/64 dev here nodad
    ip addr add fe80::2/64 dev there nodad
    ip link set here up
    ip link set there up`

  const { result, errors } = await inChild(
    async ({ Socket, resolve, interfaces, PATIENCE }) => {
      const codeOf = (call: () => unknown) => {
        try {
          call()
          return 'worked'
        } catch (error) {
          return (error as { code?: string }).code ?? (error as Error).name
        }
      }
      const bound = (address: string, scopeId?: number) => {
        const socket = new Socket('AF_INET6', 'SOCK_DGRAM')
        const code = codeOf(() => {
          const scope = scopeId === undefined ? {} : { scopeId }
          socket.bind({ family: 'AF_INET6', address, port: 5000, ...scope })
        })
        const name = code === 'worked' ? socket.localAddress : code
        socket.close()
        return name
      }
      const index = interfaces().find(({ name }) => name === 'here')?.index ?? 0
      const listener = new Socket('AF_INET6')
      listener.bind('[fe80::1%here]:0')
      listener.listen()
      const { port } = listener.localAddress
      const connected = (address: string) => {
        const client = new Socket('AF_INET6')
        const code = codeOf(() => {
          client.connectSync({ family: 'AF_INET6', address, port }, { timeout: PATIENCE })
        })
        const name = code === 'worked' ? client.remoteAddress : code
        client.close()
        return name
      }
      const [resolved] = await resolve('fe80::1%here', port, { type: 'SOCK_STREAM' })
      const answers = {
        index,
        port,
        bare: bound('fe80::1'),
        named: bound('fe80::1%here'),
        numbered: bound('fe80::1', index),
        both: bound('fe80::1%here', index),
        elsewhere: bound('fe80::1%77'),
        bareConnect: connected('fe80::1'),
        namedConnect: connected('fe80::1%here'),
        resolved: resolved?.address,
      }
      listener.close()
      return answers
    },
    { network },
  )

  assert.equal(errors, '')
  assert.ok(result)
  const { index, port, numbered } = result
  if (typeof numbered === 'object' && numbered.scopeId === index << 16) {
    // What qemu-user does for programs whose byte order differs.
    t.skip('what translates system calls here swaps the scope as a number of 16 bits')
    return
  }
  const name = { family: 'AF_INET6', address: 'fe80::1', port: 5000, scopeId: index }
  assert.deepEqual(result, {
    index,
    port,
    bare: 'EINVAL',
    named: name,
    numbered: name,
    both: name,
    elsewhere: 'ENODEV',
    bareConnect: 'EINVAL',
    namedConnect: { ...name, port },
    resolved: { ...name, port },
  })
})

for (const form of forms) {
  test(`an address of another family is the kernel’s to refuse: ${form.name}`, async () => {
    using v4 = new Socket('AF_INET')
    using v6 = new Socket('AF_INET6')
    using v6datagram = new Socket('AF_INET6', 'SOCK_DGRAM')
    using v6only = new Socket('AF_INET6')
    v6only.setOption('IPV6_V6ONLY', true)
    const far = { family: 'AF_INET6', address: '::ffff:127.0.0.1', port: 9 } as const

    await assert.rejects(form.call(v4, 'connect', '[::1]:9'), { code: 'EAFNOSUPPORT' })
    await assert.rejects(form.call(v6, 'connect', '127.0.0.1:9'), { code: 'EINVAL' })
    await form.call(v6datagram, 'connect', '127.0.0.1:9')
    await assert.rejects(form.call(v6only, 'connect', far), { code: 'ENETUNREACH' })
    assert.deepEqual(v6datagram.remoteAddress, far)
  })

  test(`a socket of both families shows IPv4 peers as mapped: ${form.name}`, async () => {
    using listener = new Socket('AF_INET')
    listener.bind(loopback('AF_INET'))
    listener.listen()
    const { port } = listener.localAddress
    using client = new Socket('AF_INET6')
    client.setOption('IPV6_V6ONLY', false)

    await form.call(client, 'connect', { address: '::ffff:127.0.0.1', port })

    const name = { family: 'AF_INET6', address: '::ffff:127.0.0.1', port }
    assert.deepEqual(client.remoteAddress, name)
  })
}

test('the resolver refuses a numeric host of another family', async () => {
  const family = 'AF_INET6'
  const code = /^EAI_(ADDRFAMILY|NONAME)$/ // the latter of musl

  await assert.rejects(resolve('127.0.0.1', 9, { family }), { code })
  assert.throws(() => resolveSync('::1', 9, { family: 'AF_INET' }), { code })
})

for (const kind of datagrams.filter(({ family }) => family !== 'AF_UNIX')) {
  test(`an unbound socket has an unspecified address, and an unconnected one has no peer: ${kind.name}`, {
    skip: kind.skip,
  }, () => {
    using socket = new Socket(kind.family, kind.type)

    const anywhere = kind.family === 'AF_INET' ? '0.0.0.0' : '::'
    assert.deepEqual(socket.localAddress, { family: kind.family, address: anywhere, port: 0 })
    assert.throws(() => socket.remoteAddress, { code: 'ENOTCONN', syscall: 'getpeername' })
  })
}

for (const kind of everyKind.filter(({ family }) => family !== 'AF_UNIX')) {
  test(`the addresses of a pair are each other’s: ${kind.name}`, { skip: kind.skip }, (t) => {
    const [one, other] = kind.pair(t)

    assert.deepEqual(one.remoteAddress, other.localAddress)
    assert.deepEqual(other.remoteAddress, one.localAddress)
    assert.equal(one.localAddress.family, kind.family)
  })
}
