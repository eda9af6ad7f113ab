import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { Socket, SocketError, type UnixAddress } from '../../src/index.ts'
import { notify, type NotifyOptions, notifySync, type State } from '../../src/systemd.ts'
import { send, sendSync } from '../../src/systemd/notify.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { folderOf } from '../support/folder.ts'
import { type Closes, closing } from '../support/kinds.ts'
import { startNode } from '../support/node-program.ts'
import { PATIENCE } from '../support/patience.ts'
import { needs, setVariable, startPeer, startReceiver } from '../support/systemd.ts'

const [noPython, noNotify] = [needs('python3'), needs('systemd-notify')]

const forms = [
  { name: 'awaited', notify, send },
  {
    name: 'blocking',
    notify: async (state: State | string, options?: NotifyOptions) =>
      await Promise.resolve(notifySync(state, options)),
    send: async (...given: Parameters<typeof sendSync>) => {
      await Promise.resolve()
      sendSync(...given)
    },
  },
] as const

/** What the receiver of another language has understood. */
interface Notification {
  data: string
  pid: number
  areSockets: boolean[]
  flags: number
}

/** A socket that receives notifications. */
function receiver(t: Closes): Socket<'AF_UNIX'> {
  const path = join(folderOf(t), 'notify')
  const socket = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
  socket.timeout = PATIENCE
  socket.bind(path)
  setVariable(t, 'NOTIFY_SOCKET', path)
  return socket
}

for (const form of forms) {
  for (const [kind, addressIn] of [
    ['a path', (folder: string) => join(folder, 'notify')],
    ['an abstract name', (folder: string) => `@berkeley-${folder}`],
  ] as const) {
    test(`a program of another language is notified at ${kind}: ${form.name}`, {
      skip: noPython,
    }, async (t) => {
      const address = addressIn(folderOf(t))
      const peer = await startReceiver(t, 'notify-receiver', address)
      setVariable(t, 'NOTIFY_SOCKET', address)
      const pair = closing(t, Socket.pair())

      const sent = [
        await form.notify({ READY: 1, STATUS: 'Ça va' }),
        await form.notify({ FDSTORE: 1, FDNAME: 'pair' }, { fds: pair }),
        await form.notify('STOPPING=1', { pid: process.pid }),
      ]
      const received = await Promise.all([peer.line(), peer.line(), peer.line()])

      assert.deepEqual(sent, [true, true, true])
      const { pid } = process
      assert.deepEqual(
        received.map((line) => JSON.parse(line) as Notification),
        [
          { data: 'READY=1\nSTATUS=Ça va', pid, areSockets: [], flags: 0 },
          { data: 'FDSTORE=1\nFDNAME=pair', pid, areSockets: [true, true], flags: 0 },
          { data: 'STOPPING=1', pid, areSockets: [], flags: 0 },
        ],
      )
      assert.equal(pair[0].closed, false)
    })
  }

  test(`without a NOTIFY_SOCKET nothing is sent, but the state is checked: ${form.name}`, async (t) => {
    setVariable(t, 'NOTIFY_SOCKET', '')

    assert.equal(await form.notify({ READY: 1 }), false)
    await assert.rejects(form.notify({ READY: 0 as 1, FDSTORE: 1 }), TypeError)
    Reflect.deleteProperty(process.env, 'NOTIFY_SOCKET')
    assert.equal(await form.notify('READY=1'), false)
  })

  test(`nobody at NOTIFY_SOCKET is an error, and leaves nothing open: ${form.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const path = join(folderOf(t), 'nobody')
    setVariable(t, 'NOTIFY_SOCKET', path)
    const before = openSockets()

    await assert.rejects(form.notify('READY=1'), { code: 'ENOENT', address: path })
    closing(t, new Socket('AF_UNIX', 'SOCK_STREAM')).bind(path)
    await assert.rejects(form.notify('READY=1'), { code: 'EPROTOTYPE' })
    setVariable(t, 'NOTIFY_SOCKET', 'notify')
    await assert.rejects(form.notify('READY=1'), { name: 'RangeError' })

    assert.equal(openSockets().length, before.length + 1) // the one that is bound
  })

  test(`a full queue ends a notification at its timeout: ${form.name}`, async (t) => {
    const socket = receiver(t)
    const filler = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
    const { localAddress } = socket
    while (filler.trySendTo('x', localAddress) !== null);

    await assert.rejects(form.notify('READY=1', { timeout: 0 }), { code: 'EAGAIN' })
    await assert.rejects(form.notify('READY=1', { timeout: 1 }), { code: 'ERR_SOCKET_TIMEOUT' })
    while (socket.tryRecv() !== null);
    assert.equal(await form.notify('READY=1', { timeout: PATIENCE }), true)
    assert.equal(String(await socket.recv()), 'READY=1')
  })

  test(`the process of another service is named in the credentials: ${form.name}`, {
    skip: process.geteuid?.() !== 0 && 'needs CAP_SYS_ADMIN',
  }, async (t) => {
    const socket = receiver(t)
    socket.setOption('SO_PASSCRED', true)

    await form.notify('READY=1', { pid: process.ppid })

    const { control } = await socket.recvMessage({ control: true })
    assert.equal(control.SCM_CREDENTIALS?.pid, process.ppid)
  })

  // As over vsock, which few machines have within themselves.
  test(`over a connection, the other side reads to the end, and closes: ${form.name}`, async (t) => {
    const path = join(folderOf(t), 'stream')
    const program = startNode(
      t,
      `net.createServer({ allowHalfOpen: true }, (socket) => {
         socket.on('data', (data) => console.log(String(data)))
         socket.on('end', () => socket.end(args[1]))
       }).listen(args[0], () => console.log('listening'))`,
      ...[path, ''],
    )
    await program.line
    const to = {
      address: { family: 'AF_UNIX', path } as UnixAddress,
      types: ['SOCK_STREAM'] as const,
    }

    await form.send(to, { data: 'READY=1' }, { timeout: PATIENCE })
    await form.send(to, { data: 'STATUS=again' }, { deadline: performance.now() + PATIENCE })
    program.stop()

    assert.equal(await program.output, 'listening\nREADY=1\nSTATUS=again\n')
  })

  test(`over a connection, the other side must not answer: ${form.name}`, async (t) => {
    const path = join(folderOf(t), 'stream')
    const program = startNode(
      t,
      `net.createServer((socket) => socket.end('What?'))
         .listen(args[0], () => console.log('listening'))`,
      path,
    )
    await program.line
    const to = {
      address: { family: 'AF_UNIX', path } as UnixAddress,
      types: ['SOCK_STREAM'] as const,
    }

    await assert.rejects(form.send(to, { data: 'READY=1' }, { timeout: PATIENCE }), {
      code: 'EPROTO',
      message: 'notify EPROTO: the other side sent data instead of closing',
    })
  })

  test(`over vsock, a machine where nobody listens is an error: ${form.name}`, {
    skip: lacksVsock(),
  }, async (t) => {
    const [one] = closing(t, Socket.pair())

    for (const scheme of ['vsock', 'vsock-stream', 'vsock-seqpacket']) {
      setVariable(t, 'NOTIFY_SOCKET', `${scheme}:local:4294967000`)
      await assert.rejects(form.notify('READY=1', { timeout: 50 }), SocketError)
    }
    await assert.rejects(form.notify('FDSTORE=1', { fds: [one] }), {
      name: 'TypeError',
      message:
        'fds, pid and barrier need a NOTIFY_SOCKET of this machine: vsock passes no descriptors',
    })
  })
}

test('systemd-notify sends the same', { skip: noNotify || noPython }, async (t) => {
  const path = join(folderOf(t), 'notify')
  const peer = await startReceiver(t, 'notify-receiver', path)
  setVariable(t, 'NOTIFY_SOCKET', path)

  const theirs = startPeer(t, 'systemd-notify', [
    '--no-block',
    '--ready',
    '--status=Up and running',
  ])
  await theirs.ended
  const expected = JSON.parse(await peer.line()) as Notification
  await notify({ READY: 1, STATUS: 'Up and running' })
  const ours = JSON.parse(await peer.line()) as Notification

  assert.deepEqual([ours.data, ours.areSockets], [expected.data, expected.areSockets])
})

test('what systemd-notify sends is received, with the descriptor of its barrier', {
  skip: noNotify,
}, async (t) => {
  const socket = receiver(t)

  const theirs = startPeer(t, 'systemd-notify', ['--ready', 'X_BERKELEY=1'])
  const first = await socket.recvMessage({ control: true })
  const second = await socket.recvMessage({ control: true })
  const [descriptor, ...others] = second.control.SCM_RIGHTS ?? []

  assert.deepEqual([first.data, second.data].map(String), ['READY=1\nX_BERKELEY=1', 'BARRIER=1'])
  assert.equal(theirs.child.exitCode, null)
  descriptor?.close()
  assert.deepEqual([others, await theirs.ended], [[], [0, '']])
})

const MISUSES: readonly [message: string, options: unknown][] = [
  ['fds must be an array, not 3', { fds: 3 }],
  ["fds[0] must be a number or have one as fd, not 'x'", { fds: ['x'] }],
  ['fds[1] must be between 0 and 2147483647, not -1', { fds: [0, -1] }],
  ['pid must be a number, not null', { pid: null }],
  ['pid must be between 1 and 2147483647, not 0', { pid: 0 }],
  ['Unknown option: fd; did you mean fds?', { fd: 3 }],
  ['timeout must be between 0 and 2147483647 ms, or null, not -1', { timeout: -1 }],
]

for (const [message, options] of MISUSES) {
  test(`misuse is named: ${message}`, async (t) => {
    receiver(t)

    await assert.rejects(notify('READY=1', options as never), { message })
    assert.throws(() => notifySync('READY=1', options as never), { message })
  })
}

test('an aborted notification is an AbortError', async (t) => {
  const socket = receiver(t)

  await assert.rejects(notify('READY=1', { signal: AbortSignal.abort() }), { name: 'AbortError' })
  assert.equal(socket.tryRecv(), null)
  assert.throws(() => notifySync('READY=1', { signal: AbortSignal.abort() } as never), TypeError)
})

function lacksVsock(): string | false {
  try {
    new Socket('AF_VSOCK').close()
    return false
  } catch (error) {
    return error instanceof SocketError && `no vsock: ${error.code}`
  }
}
