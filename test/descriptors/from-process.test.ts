import assert from 'node:assert/strict'
import { closeSync, openSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { connect, constants, Descriptor, Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { closing, everyKind } from '../support/kinds.ts'
import { nodeChild } from '../support/node-child.ts'
import { cannotTakeFromProcess } from '../support/take-from-process.ts'

const skip = cannotTakeFromProcess || cannotCount
const { F_GETFD, FD_CLOEXEC } = constants

/** An http server, whose connection stays open: its descriptors and its port. */
const SERVER = `
  const server = require('node:http').createServer((request, response) => {
    response.setHeader('Descriptor', request.socket._handle.fd)
    response.end()
  })
  server.listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify({ fd: server._handle.fd, port: server.address().port }))
  })`

test('the options of a running http server are read and set from outside, and it goes on serving', {
  skip,
}, async (t) => {
  const server = nodeChild(t, SERVER)
  const { fd, port } = await server.told<{ fd: number; port: number }>()
  const listener = Socket.fromProcess(server.pid, fd)

  assert.deepEqual(
    [listener.family, listener.type, listener.protocol, listener.listening],
    ['AF_INET', 'SOCK_STREAM', constants.IPPROTO_TCP, true],
  )
  assert.deepEqual(listener.localAddress, { family: 'AF_INET', address: '127.0.0.1', port })
  listener.setOption('TCP_USER_TIMEOUT', 4321) // accepted connections inherit it
  listener.close()
  const client = closing(t, await connect({ host: '127.0.0.1', port }))
  const connection = Socket.fromProcess(server.pid, await askForDescriptor(client))
  assert.equal(connection.getOption('TCP_USER_TIMEOUT'), 4321)
  assert.deepEqual(connection.remoteAddress, client.localAddress)
  connection.setOption('IP_TOS', 0x20)
  connection.close()
  await askForDescriptor(client) // the connection is open still
  await server.end()
})

for (const kind of everyKind) {
  test(`a duplicate has the family and type of the socket, and data goes through either: ${kind.name}`, {
    skip: kind.skip || skip,
  }, (t) => {
    const [one, other] = kind.pair(t)
    const before = openDescriptors()

    const taken = Socket.fromProcess(process.pid, one.fd)

    assert.deepEqual([taken.family, taken.type], [kind.family, kind.type])
    assert.notEqual(taken.fd, one.fd)
    assert.equal(calls.fcntl(taken.fd, F_GETFD, 0), FD_CLOEXEC)
    assert.equal(openDescriptors(), before + 1)
    taken.sendSync('from the duplicate')
    assert.equal(String(other.recvSync()), 'from the duplicate')
    taken.close()
    assert.equal(openDescriptors(), before)
    one.sendSync('from the original')
    assert.equal(String(other.recvSync()), 'from the original')
  })
}

test('a process can be given by its pidfd, which stays the caller’s', { skip }, (t) => {
  const [one] = closing(t, Socket.pair())
  using pidfd = new Descriptor(opened(calls.pidfdOpen(process.pid, 0)))
  const before = openDescriptors()

  const taken = Socket.fromProcess(pidfd, one.fd)

  assert.equal(taken.type, 'SOCK_STREAM')
  taken.close()
  assert.equal(pidfd.closed, false)
  assert.equal(openDescriptors(), before)
})

test('an error says which process or descriptor is wrong, and nothing stays open', {
  skip,
}, async (t) => {
  const ended = nodeChild(t, 'console.log(1)')
  await ended.told()
  using pidfd = new Descriptor(opened(calls.pidfdOpen(ended.pid, 0)))
  await ended.end()
  const file = openSync('/dev/null', 'r')
  const before = openDescriptors()
  const self = process.pid

  assert.throws(() => Socket.fromProcess(ended.pid, 0), {
    code: 'ESRCH',
    syscall: 'pidfd_open',
    message: `pidfd_open(${ended.pid}) ESRCH: no such process`,
  })
  assert.throws(() => Socket.fromProcess(pidfd, 0), {
    code: 'ESRCH',
    syscall: 'pidfd_getfd',
    message: 'pidfd_getfd(the process, 0) ESRCH: no such process (the process has ended)',
  })
  assert.throws(() => Socket.fromProcess(self, 99_999), {
    code: 'EBADF',
    syscall: 'pidfd_getfd',
    message: `pidfd_getfd(process ${self}, 99999) EBADF: bad file descriptor (process ${self} has no descriptor 99999)`,
  })
  assert.throws(() => Socket.fromProcess(self, file), {
    code: 'ENOTSOCK',
    syscall: 'getsockopt',
    message: `getsockopt(process ${self}, ${file}) ENOTSOCK SO_DOMAIN: socket operation on non-socket`,
  })
  using notPidfd = new Socket()
  assert.throws(() => Socket.fromProcess(notPidfd as never, 1), {
    code: 'EBADF',
    message: 'pidfd_getfd(the process, 1) EBADF: bad file descriptor',
  })
  notPidfd.close()
  assert.equal(openDescriptors(), before)
  closeSync(file)
})

test('the number of a thread is none of a process', { skip }, () => {
  const thread = readdirSync('/proc/self/task')
    .map(Number)
    .find((id) => id !== process.pid)

  assert.throws(() => Socket.fromProcess(thread ?? 0, 1), {
    syscall: 'pidfd_open',
    message: /(EINVAL|ENOENT): .*\(only a thread or a process group has this number\)$/,
  })
})

test('a process of another user is EPERM, with the right that is needed', {
  skip: skip || (process.getuid?.() !== 0 && 'only root can become another user'),
}, async (t) => {
  t.after(() => process.seteuid?.(0)) // first: only root can end the child
  const theirs = nodeChild(t, 'process.setuid(33); console.log(1)')
  await theirs.told()
  process.seteuid?.(65_534)

  assert.throws(() => Socket.fromProcess(theirs.pid, 0), {
    code: 'EPERM',
    syscall: 'pidfd_getfd',
    message:
      /\(needs the right to trace the process: PTRACE_MODE_ATTACH_REALCREDS in ptrace\(2\)(; kernel\.yama\.ptrace_scope is \d)?\)$/,
  })
})

test('what is no process or no descriptor is refused before any call', () => {
  const take = (pid: unknown, fd: unknown) => Socket.fromProcess(pid as number, fd as number)

  for (const pid of [undefined, null, '1', 1n, {}, []]) assert.throws(() => take(pid, 0), TypeError)
  for (const pid of [0, -1, 1.5, Number.NaN, 2 ** 31, Number.POSITIVE_INFINITY])
    assert.throws(() => take(pid, 0), RangeError)
  for (const fd of [undefined, null, '0', {}, { fd: 0 }, 0.5])
    assert.throws(() => take(process.pid, fd), TypeError)
  for (const fd of [-1, 2 ** 31]) assert.throws(() => take(process.pid, fd), RangeError)
})

/** Sends a request to {@link SERVER}. Returns the number of its end of the connection. */
async function askForDescriptor(client: Socket): Promise<number> {
  await client.sendAll('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  let answer = ''
  while (!answer.includes('\r\n\r\n')) answer += String(await client.recv())
  return Number(/Descriptor: (\d+)/.exec(answer)?.[1])
}

/** Fails for -errno: a test should not go on with that. */
function opened(fd: number): number {
  assert.ok(fd >= 0)
  return fd
}
