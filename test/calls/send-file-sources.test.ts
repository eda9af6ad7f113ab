import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  constants as files,
  existsSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Socket, SocketError } from '../../src/index.ts'
import { inChild } from '../support/child.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { folderOf } from '../support/folder.ts'
import { forms } from '../support/forms.ts'
import { closing, tcpPair } from '../support/kinds.ts'
import { open as openLoose } from '../support/loose.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { narrow, pattern, rest } from '../support/streams.ts'
import { unable } from '../support/unable.ts'

const folder = folderOf({ after })
const noFifos = spawnSync('mkfifo', ['--version']).status !== 0 && 'needs mkfifo'
const noProc = !existsSync('/proc/self/environ') && 'needs /proc'
const noSplice = process.platform !== 'linux' && 'needs splice(2)'
const skip = noFifos || noSplice
let fifos = 0

await peerIsReady()

for (const form of forms) {
  test(`sendFile sends what a pipe has, until its last writer closes: ${form.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    const { path, reader, writer } = fifo(t)
    writeSync(writer, 'from the pipe')

    assert.equal(await form.call(one, 'sendFile', reader, { length: 4 }), 4)
    closeSync(writer)
    assert.equal(await form.call(one, 'sendFile', path), 9)

    assert.equal(String(await other.recv(20)), 'from the pipe')
  })

  test(`sendFile of a FIFO without a writer sends nothing, and waits for none: ${form.name}`, {
    skip,
  }, async (t) => {
    const [one] = closing(t, Socket.pair())
    const { path, writer } = fifo(t)
    closeSync(writer)

    assert.equal(await form.call(one, 'sendFile', path), 0)
  })

  test(`sendFile of a pipe takes no offset, and nothing from the pipe then: ${form.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    const { reader, writer } = fifo(t)
    writeSync(writer, 'all')

    await assert.rejects(form.call(one, 'sendFile', reader, { offset: 0 }), {
      name: 'SocketError',
      code: 'ESPIPE',
      bytesSent: 0,
      message: /\(what has no positions, such as a pipe, takes no offset\)$/,
    })

    assert.equal(await form.call(one, 'sendFile', reader, { length: 3 }), 3)
    assert.equal(String(await other.recv()), 'all')
  })

  test(`sendFile that times out on an empty pipe has sent what was there: ${form.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    const { reader, writer } = fifo(t)
    writeSync(writer, 'some')

    await assert.rejects(form.call(one, 'sendFile', reader, { timeout: 30 }), {
      name: 'SocketTimeoutError',
      bytesSent: 4,
    })

    assert.equal(String(await other.recv()), 'some')
  })

  test(`sendFile that fails returns what it had read from a pipe: ${form.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    narrow(one, other, 4096)
    const { reader, writer } = fifo(t)
    const data = pattern(65_536)
    writeSync(writer, data)

    const error = (await form
      .call(one, 'sendFile', reader, { timeout: 30 })
      .catch((reason: unknown) => reason)) as SocketError

    one.close()
    const got = await rest(other)
    assert.equal(error.code, 'ERR_SOCKET_TIMEOUT')
    assert.equal(error.bytesSent, got.length)
    assert.deepEqual(Buffer.concat([got, error.data ?? new Uint8Array()]), data)
  })

  test(`sendFile sends what another socket receives: ${form.name}`, {
    skip: noSplice,
  }, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    const [source, writer] = tcpPair(t)
    const sending = peer(writer, ['sendAll', 300_000], ['shutdown', 'SHUT_WR'])
    const draining = peer(other, ['drain', 300_000, 65_536, 0])

    assert.equal(await form.call(one, 'sendFile', source), 300_000)

    await Promise.all([sending, draining])
  })

  test(`sendFile sends files of /proc, which have no size: ${form.name}`, {
    skip: noProc,
  }, async (t) => {
    for (const path of ['/proc/self/environ', '/proc/self/cmdline', '/proc/version']) {
      const [one, other] = closing(t, Socket.pair())
      const wanted = readFileSync(path)

      assert.equal(await form.call(one, 'sendFile', path), wanted.length, path)
      assert.equal(await form.call(one, 'sendFile', path, { offset: 3, length: 2 }), 2, path)

      one.close()
      const sent = Buffer.concat([wanted, wanted.subarray(3, 5)])
      assert.deepEqual(await rest(other), sent, path)
    }
  })

  test(`sendFile says which file it cannot open: ${form.name}`, async (t) => {
    const [one] = closing(t, Socket.pair())
    const missing = join(folder, 'missing')

    await assert.rejects(form.call(one, 'sendFile', missing), {
      name: 'SocketError',
      code: 'ENOENT',
      syscall: 'open',
      address: missing,
      message: `open ENOENT ${missing}: no such file or directory`,
    })
    await assert.rejects(form.call(one, 'sendFile', Buffer.from(missing)), {
      code: 'ENOENT',
      message: /\(bytes are a path: sendAll sends content\)$/,
    })
    await assert.rejects(form.call(one, 'sendFile', folder), {
      code: 'EISDIR',
      message: new RegExp(`\\('${folder}'\\)$`),
    })
    await assert.rejects(form.call(one, 'sendFile', 1_000_000), {
      code: 'EBADF',
      message: /\(descriptor 1000000 is not open\)$/,
    })
    const written = openSync(join(folder, 'written'), 'w')
    t.after(() => {
      closeSync(written)
    })
    await assert.rejects(form.call(one, 'sendFile', written), {
      code: 'EBADF',
      message: /\(the file is not open for reading\)$/,
    })
  })

  test(`sendFile of a socket that can send nothing says so, whatever the file: ${form.name}`, {
    skip,
  }, async (t) => {
    const { reader, writer } = fifo(t) // which stays silent
    t.after(() => {
      closeSync(writer)
    })

    for (const { socket, hint } of unable(t))
      for (const file of [import.meta.filename, '/dev/null', reader])
        await assert.rejects(form.call(socket, 'sendFile', file), {
          syscall: 'sendfile',
          code: 'ENOTCONN',
          message: hint,
          bytesSent: 0,
        })
  })
}

test('sendFile waits for what a writer of the pipe writes later', { skip }, async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const { reader, writer } = fifo(t)
  await other.recv(1, { timeout: 1 }).catch(() => undefined) // opens the reactor, which stays open
  const before = openDescriptors()

  const sending = one.sendFile(reader)
  for (const word of ['this', 'and', 'that']) {
    await setImmediate()
    writeSync(writer, word)
    assert.equal(String(await other.recv()), word)
  }
  closeSync(writer)

  assert.equal(await sending, 11)
  if (!cannotCount) assert.equal(openDescriptors(), before - 1)
})

test('closing the socket ends a sendFile that waits for a pipe', { skip }, async (t) => {
  const [one] = closing(t, Socket.pair())
  const { reader } = fifo(t)

  const sending = one.sendFile(reader)
  await setImmediate()
  one.close()

  await assert.rejects(sending, { code: 'ERR_SOCKET_CLOSED', bytesSent: 0 })
})

test('misuse of sendFile is named, with what it takes', async (t) => {
  const [one] = closing(t, Socket.pair())
  const loose = one as unknown as Record<'sendFile', (...args: unknown[]) => Promise<unknown>>
  const path = import.meta.filename

  for (const [message, ...args] of [
    ['file must be a path, a descriptor, or have one as fd, not undefined'],
    ['file must be a path, a descriptor, or have one as fd, not an object', {}],
    ['file is not open yet: its fd is null', { fd: null }],
    ['file is closed', { fd: -1 }],
    ["file must not contain NUL: 'a\\u0000b'", 'a\0b'],
    ["offset must be a number of bytes, not '1'", path, { offset: '1' }],
    ['offset must be a whole number of bytes, 0 to 9007199254740991, not -1', path, { offset: -1 }],
    ['length must be a number of bytes, not 1n', path, { length: 1n }],
    ['Unknown option: start; did you mean offset?', path, { start: 1 }],
    ['Unknown option: end; give length, the number of bytes', path, { end: 1 }],
    [
      'Options must be an object, not 5: offset and length are options, { offset, length }',
      path,
      5,
    ],
  ] as const) {
    const error: unknown = await loose.sendFile(...args).catch((reason: unknown) => reason)

    assert.ok(error instanceof TypeError || error instanceof RangeError, String(error))
    assert.equal(error.message, message)
  }
})

test('sendFile needs a socket that sends a stream', async (t) => {
  await assert.rejects(
    openLoose(t, 'udp')['sendFile']?.(import.meta.filename) as Promise<unknown>,
    {
      name: 'TypeError',
      message: "sendFile needs a stream, not SOCK_DGRAM: send the file's parts",
    },
  )
})

test('no SIGPIPE ends a program that listened for it, and stopped', {
  skip: noSplice,
}, async () => {
  const { status, signal, result } = await inChild(async ({ Socket }) => {
    const heard: unknown[] = []
    const listener = (name: unknown) => heard.push(name)
    const codes: unknown[] = []
    for (const listens of [true, false]) {
      if (listens) process.on('SIGPIPE', listener)
      else process.removeListener('SIGPIPE', listener)
      const [one, other] = Socket.pair()
      const [source, writer] = Socket.pair()
      other.close()
      writer.sendSync('x')
      for (const call of [
        () => one.sendFile(process.execPath),
        () => one.sendFileSync(process.execPath),
        () => source.pipeTo(one),
      ])
        codes.push(
          await Promise.resolve()
            .then(call)
            .catch((e: unknown) => (e as { code: string }).code),
        )
      for (const socket of [one, source, writer]) socket.close()
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
    return { heard, codes }
  })

  assert.deepEqual({ status, signal }, { status: 0, signal: null })
  assert.deepEqual(result, { heard: [], codes: Array.from({ length: 6 }, () => 'EPIPE') })
})

/** A FIFO with a descriptor to read from, and one to write to. */
function fifo(t: TestContext): { path: string; reader: number; writer: number } {
  const path = join(folder, `fifo-${++fifos}`)
  spawnSync('mkfifo', [path])
  const reader = openSync(path, files.O_RDONLY | files.O_NONBLOCK)
  t.after(() => {
    closeSync(reader)
  })
  return { path, reader, writer: openSync(path, 'w') }
}

test('what comes out of a pipe does not land within a send that waits', { skip }, async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const { reader, writer } = fifo(t)
  const sendingFile = one.sendFile(reader)
  const sendingAll = one.sendAll(Buffer.alloc(1_000_000, 'a'))
  await setImmediate()
  writeSync(writer, 'FILE')
  closeSync(writer)
  await setImmediate()

  const received = rest(other)
  await Promise.all([sendingFile, sendingAll])
  one.close()

  assert.equal(String(await received), `${'a'.repeat(1_000_000)}FILE`)
})
