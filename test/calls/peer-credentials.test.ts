import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { bind, connect, constants, Descriptor, listen, Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { inChild } from '../support/child.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { workInFolder } from '../support/folder.ts'
import { closing, everyKind } from '../support/kinds.ts'
import { nodeChild } from '../support/node-child.ts'
import { cannotReadPeerPidfd } from '../support/peer-pidfd.ts'

const onlyLinux = process.platform !== 'linux' && 'needs the credentials of Linux'
const notRoot = onlyLinux || (process.getuid?.() !== 0 && 'needs root')
const self = { pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() }

workInFolder({ after })

for (const type of ['SOCK_STREAM', 'SOCK_SEQPACKET'] as const) {
  test(`both ends of a pair have the credentials of this process: ${type}`, {
    skip: onlyLinux,
  }, (t) => {
    for (const socket of closing(t, Socket.pair('AF_UNIX', type))) {
      const { pid, uid, gid } = socket.peerCredentials()

      assert.deepEqual({ pid, uid, gid }, self)
    }
  })

  test(`both ends of a connection have the credentials of the other: ${type}`, {
    skip: onlyLinux,
  }, async (t) => {
    const listener = closing(t, new Socket('AF_UNIX', type))
    listener.bind(`./both-${type}`)
    listener.listen()
    const client = closing(t, new Socket('AF_UNIX', type))
    await client.connect(listener.localAddress)
    const accepted = closing(t, await listener.accept())

    for (const socket of [client, accepted]) {
      const { pid, uid, gid } = socket.peerCredentials()
      assert.deepEqual({ pid, uid, gid }, self)
    }
    assert.throws(() => listener.peerCredentials(), {
      message:
        'getsockopt ENODATA SO_PEERCRED: no data available (the socket listens: use what accept() returns)',
    })
  })
}

test('a server knows the process, user and groups of its client, even when that has ended', {
  skip: notRoot,
}, async (t) => {
  const listener = closing(t, await listen('./clients'))
  chmodSync('.', 0o755)
  chmodSync('clients', 0o777)
  const client = nodeChild(
    t,
    `process.setgroups([4321, 1234])
    process.setgid(22)
    process.setuid(33)
    require('node:net').connect('clients', () => console.log(1))`,
  )
  await client.told()
  const connection = closing(t, await listener.accept())

  const during = connection.peerCredentials()
  await client.end()
  const after = connection.peerCredentials()

  assert.deepEqual(
    { ...during, groups: [...during.groups].sort() },
    { pid: client.pid, uid: 33, gid: 22, groups: [1234, 4321] },
  )
  assert.deepEqual(after, during)
})

test('a client knows the process that called listen', { skip: onlyLinux }, async (t) => {
  const server = nodeChild(
    t,
    "require('node:net').createServer().listen('server', () => console.log(1))",
  )
  await server.told()
  const client = closing(t, await connect('./server'))

  const { pid, uid, gid } = client.peerCredentials()

  assert.deepEqual({ pid, uid, gid }, { ...self, pid: server.pid })
})

test('a pidfd is opened on request, is the caller’s to close, and becomes readable when the process ends', {
  skip: cannotCount || cannotReadPeerPidfd,
}, async (t) => {
  const server = nodeChild(
    t,
    "require('node:net').createServer().listen('ending', () => console.log(1))",
  )
  await server.told()
  const client = closing(t, await connect('./ending'))
  const before = openDescriptors()

  const without = [client.peerCredentials(), client.peerCredentials({ pidfd: false })]
  assert.equal(openDescriptors(), before)
  const { pid, pidfd } = client.peerCredentials({ pidfd: true })

  assert.ok(without.every((one) => !('pidfd' in one)))
  assert.ok(pidfd instanceof Descriptor)
  assert.equal(openDescriptors(), before + 1)
  assert.match(
    readFileSync(`/proc/self/fdinfo/${pidfd.fd}`, 'utf8'),
    new RegExp(`^Pid:\\s*${pid}$`, 'm'),
  )
  assert.equal(calls.pollOne(pidfd.fd, constants.POLLIN, 0), 0)
  await server.end()
  assert.ok(calls.pollOne(pidfd.fd, constants.POLLIN, 0) & constants.POLLIN)
  pidfd.close()
})

test('the label is that of SO_PEERSEC, and is left out without a security module', {
  skip: onlyLinux,
}, (t) => {
  const [one] = closing(t, Socket.pair())
  let label: string | undefined
  try {
    label = one.getOption('SO_PEERSEC')
  } catch {
    label = undefined
  }

  assert.equal(one.peerCredentials().label, label)
  assert.equal('label' in one.peerCredentials(), label !== undefined)
})

test('a process outside this PID namespace has no number, but a user', {
  skip:
    notRoot ||
    (spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status !== 0 &&
      'needs unshare of util-linux'),
}, async (t) => {
  const name = `@outside-${process.pid}`
  closing(t, await listen(name))

  const { result, errors } = await inChild(
    async ({ connect }) => {
      const socket = await connect(process.env['LISTENER'] ?? '')
      const { pid, uid, gid } = socket.peerCredentials()
      socket.close()
      return { pid, uid, gid }
    },
    { env: { LISTENER: name }, limits: 'exec unshare --pid --fork --mount-proc "$@"' },
  )

  assert.deepEqual(result, { pid: null, uid: self.uid, gid: self.gid }, errors)
})

for (const kind of everyKind.filter(({ family }) => family !== 'AF_UNIX')) {
  test(`a socket of another family has no credentials: ${kind.name}`, {
    skip: kind.skip || onlyLinux,
  }, (t) => {
    for (const socket of kind.pair(t)) {
      assert.throws(() => socket.peerCredentials(), {
        name: 'SocketError',
        code: 'ENODATA',
        syscall: 'getsockopt',
        address: 'SO_PEERCRED',
        message: `getsockopt ENODATA SO_PEERCRED: no data available (only AF_UNIX has them, and the socket is ${kind.family})`,
      })
    }
  })
}

test('a socket without a peer has no credentials', { skip: onlyLinux }, (t) => {
  for (const type of ['SOCK_STREAM', 'SOCK_SEQPACKET'] as const) {
    const socket = closing(t, new Socket('AF_UNIX', type))

    assert.throws(() => socket.peerCredentials(), {
      message: 'getsockopt ENODATA SO_PEERCRED: no data available (connect first)',
    })
  }
})

test('a datagram socket has no credentials: those of a pair would outlast it', {
  skip: onlyLinux,
}, async (t) => {
  const [one] = closing(t, Socket.pair('AF_UNIX', 'SOCK_DGRAM'))
  const unconnected = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
  const connected = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
  await connected.connect(closing(t, await bind('./datagrams')).localAddress)

  for (const socket of [one, unconnected, connected]) {
    assert.throws(() => socket.peerCredentials(), {
      message:
        "getsockopt ENODATA SO_PEERCRED: no data available (SO_PASSCRED adds the sender's to each datagram)",
    })
  }
})

test('options of peerCredentials are checked before the socket is asked', (t) => {
  const [one] = closing(t, Socket.pair())
  const ask = (options: unknown) => () => one.peerCredentials(options as { pidfd: true })

  for (const wrong of [null, true, 1, 'pidfd', [], { pidfd: 1 }, { pidfd: null }])
    assert.throws(ask(wrong), TypeError)
  assert.throws(ask({ pidFd: true }), {
    name: 'TypeError',
    message: 'Unknown option: pidFd; did you mean pidfd?',
  })
  one.close()
  assert.throws(ask({}), { code: 'ERR_SOCKET_CLOSED' })
})
