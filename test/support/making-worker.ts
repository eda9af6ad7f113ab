import { parentPort, workerData } from 'node:worker_threads'
import { constantOf, native, platform } from '../../src/binding.ts'
import { calls, nameBuffer, toSockaddr } from '../../src/raw.ts'

/** The ways in which the kernel creates descriptors for this library. */
export type Making = keyof typeof makings

/**
 * Tells the worker to create descriptors in these ways, and to leave them without an owner object.
 */
export interface MakingJob {
  makings: readonly Making[]
  /** Whether the library owns them, or a user of berkeley/raw. */
  owned: boolean
}

const { make } = workerData as { make?: MakingJob }
const layer = make?.owned ? native : calls
const AF_UNIX = constantOf('AF_UNIX')
const AF_INET = constantOf('AF_INET')
const SOCK_STREAM = constantOf('SOCK_STREAM')
const SOL_SOCKET = constantOf('SOL_SOCKET')

/**
 * Each returns the descriptors that it created, without an owner object. It closes any
 * others that it needs.
 */
const makings = {
  socket: () => [layer.socket(AF_INET, SOCK_STREAM, 0)],
  socketpair: () => pair(layer),
  accept() {
    const listener = calls.socket(AF_INET, SOCK_STREAM, 0)
    const client = calls.socket(AF_INET, SOCK_STREAM, 0)
    calls.bind(listener, toSockaddr('127.0.0.1:0'))
    calls.listen(listener, 1)
    const name = nameBuffer()
    calls.getsockname(listener, name)
    calls.connect(client, name.subarray(4, 20))
    const made = layer.accept(listener, null)
    for (const fd of [listener, client]) calls.close(fd)
    return [made]
  },
  memfd_create: () => [layer.memfdCreate('berkeley', 0)],
  'fcntl F_DUPFD_CLOEXEC': () => duplicates(constantOf('F_DUPFD_CLOEXEC')),
  'fcntl F_DUPFD': () => duplicates(constantOf('F_DUPFD')),
  pidfd_open: () => [layer.pidfdOpen(process.pid, 0)],
  pidfd_getfd() {
    const pidfd = calls.pidfdOpen(process.pid, 0)
    const fd = calls.socket(AF_INET, SOCK_STREAM, 0)
    const made = layer.pidfdGetfd(pidfd, fd, 0)
    for (const one of [pidfd, fd]) calls.close(one)
    return [made]
  },
  'getsockopt SO_PEERPIDFD'() {
    const [one, other] = pair(calls)
    const value = new Int32Array([-1])
    const option = platform.constant('SO_PEERPIDFD') ?? 0
    layer.getsockopt(one, SOL_SOCKET, option, new Uint8Array(value.buffer))
    for (const fd of [one, other]) calls.close(fd)
    return [...value]
  },
  'recvmsg SCM_RIGHTS'() {
    const [one, other] = pair(calls)
    const passed = new Int32Array([one, other])
    const table = new Int32Array([SOL_SOCKET, constantOf('SCM_RIGHTS'), 0, 8])
    const control = new Uint8Array(passed.buffer)
    calls.sendmsg(one, [Uint8Array.of(1)], 0, null, control, table)
    const room = new Uint8Array(64)
    const result = new Int32Array(2 + 4)
    layer.recvmsg(other, [new Uint8Array(1)], 0, null, room, result)
    for (const fd of [one, other]) calls.close(fd)
    return [...new Int32Array(room.buffer, result[4], 2)]
  },
}

function pair(from: Pick<typeof calls, 'socketpair'>): [number, number] {
  const made = new Int32Array(2)
  from.socketpair(AF_UNIX, SOCK_STREAM, 0, made)
  return [made[0] ?? -1, made[1] ?? -1]
}

function duplicates(command: number): number[] {
  const fd = calls.socket(AF_INET, SOCK_STREAM, 0)
  const made = layer.fcntl(fd, command, 0)
  calls.close(fd)
  return [made]
}

if (make) {
  parentPort?.postMessage(make.makings.map((making) => makings[making]()))
  parentPort?.on('message', () => undefined) // lives until it is terminated
}
