import assert from 'node:assert/strict'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { bindSync, listenSync, Socket } from '../../src/index.ts'
import type { Body } from '../support/body.ts'
import { cannotUnshare, type ChildOptions, type Ended, inChild } from '../support/child.ts'
import { folderOf } from '../support/folder.ts'
import { closing } from '../support/kinds.ts'
import { cannotTakeFromProcess } from '../support/take-from-process.ts'

/** Runs a body in a process that was started with these descriptors, as systemd does it. */
function started<T>(
  body: Body<T>,
  fds: readonly number[],
  env: Record<string, string>,
  { limits = '', network }: Pick<ChildOptions, 'limits' | 'network'> = {},
): Promise<Ended<T>> {
  const own = `${limits}\nexport LISTEN_PID="\${OTHER_PID:-$$}"`
  return inChild(body, { fds, env, limits: own, ...(network !== undefined && { network }) })
}

test('sockets are adopted with their family, type and name, once, and close-on-exec', async (t) => {
  const listener = closing(t, listenSync({ host: '127.0.0.1' }))
  const datagrams = closing(t, bindSync({ host: '::1' }))
  const [one] = closing(t, Socket.pair('AF_UNIX', 'SOCK_SEQPACKET'))
  const fds = [listener.fd, datagrams.fd, one.fd]
  const env = { LISTEN_FDS: '3', LISTEN_FDNAMES: 'http::a b' }

  const { result, errors } = await started(
    ({ systemd, calls, constants }) => {
      for (const fd of [3, 4, 5]) calls.fcntl(fd, constants.F_SETFD, 0) // undoes what Node did
      const activated = systemd.activation()
      return {
        found: activated.map(({ name, socket, descriptor }) => [
          ...[name, socket?.fd, socket?.family, socket?.type, socket?.listening, descriptor],
        ]),
        again: systemd.activation().length,
        flags: [3, 4, 5].map((fd) => calls.fcntl(fd, constants.F_GETFD, 0)),
        variables: Object.keys(process.env).filter((name) => name.startsWith('LISTEN_')),
      }
    },
    fds,
    env,
  )

  assert.deepEqual(
    result,
    {
      found: [
        ['http', 3, 'AF_INET', 'SOCK_STREAM', true, null],
        ['', 4, 'AF_INET6', 'SOCK_DGRAM', false, null],
        ['a b', 5, 'AF_UNIX', 'SOCK_SEQPACKET', false, null],
      ],
      again: 0,
      flags: [1, 1, 1],
      variables: [],
    },
    errors,
  )
})

test('an activated socket serves who had connected before', async (t) => {
  const listener = closing(t, listenSync({ host: '127.0.0.1' }))
  const client = closing(t, new Socket())
  client.connectSync(listener.localAddress)

  const { errors } = await started(
    async ({ systemd, PATIENCE }) => {
      const [first] = systemd.activation()
      const connection = await first?.socket?.accept({ timeout: PATIENCE })
      await connection?.sendAll(`Hello from ${first?.name ?? 'nobody'}`)
      connection?.close()
      first?.socket?.close()
    },
    [listener.fd],
    { LISTEN_FDS: '1' },
  )

  assert.equal(String(client.recvSync()), 'Hello from unknown', errors)
})

test('what is not a socket is a Descriptor', async (t) => {
  const path = join(folderOf(t), 'log')
  const file = openSync(path, 'w+')
  t.after(() => {
    closeSync(file)
  })
  const [one] = closing(t, Socket.pair())

  const { result, errors } = await started(
    async ({ systemd }) => {
      const { readFileSync, writeSync } = await import('node:fs')
      const [log, other] = systemd.activation()
      if (!log?.descriptor) return undefined
      writeSync(log.descriptor.fd, 'written')
      const text = readFileSync('/dev/fd/3', 'utf8')
      log.descriptor.close()
      return [log.name, log.socket, text, other?.name, other?.socket?.fd]
    },
    [file, one.fd],
    { LISTEN_FDS: '2', LISTEN_FDNAMES: 'log:stored' },
  )

  assert.deepEqual(result, ['log', null, 'written', 'stored', 4], errors)
})

// The service that runs these tests may have been passed some.
for (const name of ['LISTEN_PID', 'LISTEN_PIDFDID', 'LISTEN_FDS', 'LISTEN_FDNAMES'])
  Reflect.deleteProperty(process.env, name)

const NOTHING: readonly [why: string, env: Record<string, string>][] = [
  ['the variables are those of another process', { OTHER_PID: '1', LISTEN_FDS: '1' }],
  ['there is no LISTEN_FDS', {}],
]

for (const [why, env] of NOTHING) {
  test(`nothing is adopted if ${why}, and the variables are removed all the same`, async (t) => {
    const [one] = closing(t, Socket.pair())

    const { result, errors } = await started(
      ({ systemd, calls, constants }) => [
        systemd.activation().length,
        calls.fcntl(3, constants.F_GETFD, 0) >= 0,
        Object.keys(process.env).filter((name) => name.startsWith('LISTEN_')),
      ],
      [one.fd],
      env,
    )

    assert.deepEqual(result, [0, true, []], errors)
  })
}

const MALFORMED: readonly [message: string, env: Record<string, string>][] = [
  ["LISTEN_PID must be a number from 1 to 2147483647, not 'x'", { OTHER_PID: 'x' }],
  ["LISTEN_PID must be a number from 1 to 2147483647, not '0'", { OTHER_PID: '0' }],
  ["LISTEN_PID must be a number from 1 to 2147483647, not '-5'", { OTHER_PID: '-5' }],
  ["LISTEN_PID must be a number from 1 to 2147483647, not '1e3'", { OTHER_PID: '1e3' }],
  ["LISTEN_FDS must be a number from 1 to 2147483644, not '0'", { LISTEN_FDS: '0' }],
  ["LISTEN_FDS must be a number from 1 to 2147483644, not ' 1'", { LISTEN_FDS: ' 1' }],
  ["LISTEN_FDS must be a number from 1 to 2147483644, not ''", { LISTEN_FDS: '' }],
  [
    "LISTEN_FDS must be a number from 1 to 2147483644, not '2147483645'",
    { LISTEN_FDS: '2147483645' },
  ],
  ["LISTEN_PIDFDID must be a number, not 'x'", { LISTEN_PIDFDID: 'x' }],
  [
    "LISTEN_FDNAMES must have 2 names, as LISTEN_FDS says, not 1: 'http'",
    { LISTEN_FDS: '2', LISTEN_FDNAMES: 'http' },
  ],
  [
    "LISTEN_FDNAMES must have 1 names, as LISTEN_FDS says, not 3: 'a::b'",
    { LISTEN_FDNAMES: 'a::b' },
  ],
  [
    'fcntl EBADF: bad file descriptor (LISTEN_FDS says 100000, but descriptor N is not open)',
    { LISTEN_FDS: '100000' },
  ],
]

for (const [message, env] of MALFORMED) {
  test(`variables that are malformed leave the descriptors alone: ${message}`, async (t) => {
    const [one] = closing(t, Socket.pair())

    const { result, errors } = await started(
      ({ systemd, Socket }) => {
        let said: unknown
        try {
          systemd.activation()
        } catch (error) {
          said = String(error)
            .replace(/^\w+: /, '')
            .replace(/descriptor \d+/, 'descriptor N')
        }
        const left = Object.keys(process.env).filter((name) => name.startsWith('LISTEN_'))
        return [said, left, systemd.activation().length, Socket.adopt(3).fd]
      },
      [one.fd],
      { LISTEN_FDS: '1', ...env },
    )

    assert.deepEqual(result, [message, [], 0, 3], errors)
  })
}

test('a descriptor that another Socket owns is not taken from it, nor are those before it', async (t) => {
  const pair = closing(t, Socket.pair())

  const { result, errors } = await started(
    ({ systemd, Socket }) => {
      const mine = Socket.adopt(4)
      let said: unknown
      try {
        systemd.activation()
      } catch (error) {
        said = error instanceof Error ? error.message : error
      }
      return [said, mine.type, Socket.adopt(3).type]
    },
    pair.map(({ fd }) => fd),
    { LISTEN_FDS: '2' },
  )

  const message = 'Descriptor 4 is owned by another Socket or Descriptor: call its detach() first'
  assert.deepEqual(result, [message, 'SOCK_STREAM', 'SOCK_STREAM'], errors)
})

test('a worker leaves the descriptors to the main thread', async (t) => {
  const [one] = closing(t, Socket.pair())

  const { result, errors } = await started(
    async ({ systemd, inWorker }) => {
      const worker = inWorker(({ systemd }) => {
        try {
          systemd.activation()
        } catch (error) {
          process.getBuiltinModule('node:worker_threads').parentPort?.postMessage(String(error))
        }
      })
      const said = await new Promise((resolve) => {
        worker.ref()
        worker.once('message', resolve)
      })
      return [said, systemd.activation().length]
    },
    [one.fd],
    { LISTEN_FDS: '1' },
  )

  const message =
    'TypeError: activation must be called on the main thread: the environment of a worker is a copy'
  assert.deepEqual(result, [message, 1], errors)
})

for (const [whose, offset, count] of [
  ['this process', 0n, 1],
  ['another process that had the same number', 1n, 0],
] as const) {
  test(`LISTEN_PIDFDID is that of ${whose}: ${count} activated`, {
    skip: cannotTakeFromProcess,
  }, async (t) => {
    const [one] = closing(t, Socket.pair())

    const { result, errors } = await started(
      async ({ systemd, calls }) => {
        const { fstatSync, statfsSync } = await import('node:fs')
        const pidfd = calls.pidfdOpen(process.pid, 0)
        const { ino } = fstatSync(pidfd, { bigint: true })
        const hasInodes = statfsSync(`/proc/self/fd/${pidfd}`).type === 0x50494446
        process.env['LISTEN_PIDFDID'] = String(ino + BigInt(process.env['OFFSET'] ?? ''))
        calls.close(pidfd)
        return [hasInodes, systemd.activation().length]
      },
      [one.fd],
      { LISTEN_FDS: '1', OFFSET: String(offset) },
    )

    const [hasInodes] = result ?? []
    assert.deepEqual(result, [hasInodes, hasInodes === true ? count : 1], errors)
  })
}

test('LISTEN_PIDFDID that cannot be checked for lack of descriptors is an error, and the next call returns everything', {
  skip: cannotTakeFromProcess,
}, async (t) => {
  const [one] = closing(t, Socket.pair())

  const { result, errors } = await started(
    async ({ systemd, calls }) => {
      const { fstatSync } = await import('node:fs')
      const pidfd = calls.pidfdOpen(process.pid, 0)
      process.env['LISTEN_PIDFDID'] = String(fstatSync(pidfd, { bigint: true }).ino)
      const opened = [pidfd]
      let message: unknown
      for (let fd = 0; fd >= 0; fd = calls.pidfdOpen(process.pid, 0)) if (fd > 0) opened.push(fd)
      try {
        systemd.activation()
      } catch (error) {
        message = (error as Error).message.replace(String(process.pid), 'PID')
      }
      const left = Object.keys(process.env).filter((name) => name.startsWith('LISTEN_'))
      for (const fd of opened) calls.close(fd)
      return [message, left.sort(), systemd.activation().map(({ name }) => name)]
    },
    [one.fd],
    { LISTEN_FDS: '1', LISTEN_FDNAMES: 'http' },
    { limits: 'ulimit -n 100' },
  )

  assert.deepEqual(
    result,
    [
      'pidfd_open EMFILE: too many open files (LISTEN_PIDFDID cannot be checked; nothing has changed, so call activation again)',
      ['LISTEN_FDNAMES', 'LISTEN_FDS', 'LISTEN_PID', 'LISTEN_PIDFDID'],
      ['http'],
    ],
    errors,
  )
})

test('without /proc any LISTEN_PIDFDID is right, as before Linux 6.9', {
  skip: cannotUnshare,
}, async (t) => {
  const [one] = closing(t, Socket.pair())

  const { result, errors } = await started(
    ({ systemd }) => systemd.activation().map(({ name }) => name),
    [one.fd],
    { LISTEN_FDS: '1', LISTEN_FDNAMES: 'http', LISTEN_PIDFDID: '1' },
    { network: 'mount -t tmpfs none /proc' },
  )

  assert.deepEqual(result, ['http'], errors)
})
