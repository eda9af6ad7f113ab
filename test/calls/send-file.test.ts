import assert from 'node:assert/strict'
import { closeSync, ftruncateSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { SocketError, SocketTimeoutError } from '../../src/index.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { folderOf } from '../support/folder.ts'
import { forms } from '../support/forms.ts'
import { streams } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { narrow, pattern, rest } from '../support/streams.ts'

const KiB = 2 ** 10
const GiB = 2 ** 30
const folder = folderOf({ after })
const content = pattern(40 * KiB + 3)
const small = write('small', content)
const large = pattern(9_000_005)
const largePath = write('large', large)

await peerIsReady()

for (const kind of streams) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`
    const { skip } = kind

    test(`sendFile sends a file by its path, URL, descriptor or handle: ${on}`, {
      skip,
    }, async (t) => {
      const fd = openSync(small, 'r')
      t.after(() => {
        closeSync(fd)
      })
      await using handle = await open(small)

      for (const file of [small, Buffer.from(small), pathToFileURL(small), fd, { fd }, handle]) {
        const [one, other] = kind.pair(t)

        assert.equal(await form.call(one, 'sendFile', file), content.length)

        one.shutdown('SHUT_WR')
        assert.deepEqual(await rest(other), content)
      }
    })

    test(`sendFile sends a part of a file, and of what is beyond its end nothing: ${on}`, {
      skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const size = content.length

      for (const [options, start, end] of [
        [{ offset: 1 }, 1, size],
        [{ length: 7 }, 0, 7],
        [{ offset: 3, length: 5 }, 3, 8],
        [{ offset: size - 2, length: 9 }, size - 2, size],
        [{ offset: size }, size, size],
        [{ offset: 2 ** 33 }, size, size],
        [{ length: 0 }, 0, 0],
        [{ offset: undefined, length: undefined }, 0, size],
      ] as const) {
        assert.equal(await form.call(one, 'sendFile', small, options), end - start)
        assert.equal(await form.call(one, 'send', '|'), 1)

        const got = await other.recv(end - start + 1, { flags: 'MSG_WAITALL', timeout: PATIENCE })
        const wanted = Buffer.concat([content.subarray(start, end), Buffer.from('|')])
        assert.deepEqual(got, wanted, JSON.stringify(options))
      }
    })

    test(`sendFile leaves the position of a file, and the file open: ${on}`, {
      skip,
    }, async (t) => {
      const [one] = kind.pair(t)
      const fd = openSync(small, 'r')
      t.after(() => {
        closeSync(fd)
      })
      readSync(fd, Buffer.alloc(10))

      await form.call(one, 'sendFile', fd, { offset: 100 })

      const next = Buffer.alloc(4)
      readSync(fd, next)
      assert.deepEqual(next, content.subarray(10, 14))
    })

    test(`sendFile waits for a slow reader, within one deadline, and says how far it came: ${on}`, {
      skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      narrow(one, other, 65_536)
      const draining = peer(other, ['drain', Number.POSITIVE_INFINITY, 16_384, 20])
      const start = performance.now()

      const error: unknown = await form
        .call(one, 'sendFile', largePath, { timeout: 300 })
        .catch((reason: unknown) => reason)

      assert.ok(performance.now() - start >= 300, 'not before')
      one.shutdown('SHUT_WR')
      const drained = await draining
      assert.ok(error instanceof SocketTimeoutError, String(error))
      assert.match(error.message, /^sendfile .* timed out after 300 ms$/)
      assert.equal(error.bytesSent, drained)
      assert.ok(drained > 0)
    })

    test(`sendFile sends everything to a reader that is slower: ${on}`, { skip }, async (t) => {
      const [one, other] = kind.pair(t)
      const draining = peer(other, ['drain', large.length, 500_000, 1])

      assert.equal(await form.call(one, 'sendFile', largePath), large.length)

      assert.equal(await draining, large.length)
    })

    test(`sendFile that may not wait sends a part, and fails with EAGAIN: ${on}`, {
      skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      narrow(one, other)

      const error: unknown = await form
        .call(one, 'sendFile', largePath, { timeout: 0 })
        .catch((reason: unknown) => reason)

      one.close()
      assert.ok(error instanceof SocketError)
      assert.equal(error.code, 'EAGAIN')
      assert.equal(error.bytesSent, (await rest(other)).length)
    })

    test(`sendFile sends an empty file, holes, and beyond 4 GiB: ${on}`, { skip }, async (t) => {
      const [one, other] = kind.pair(t)
      const path = join(folder, `sparse ${on}`)
      const fd = openSync(path, 'w+')
      t.after(() => {
        closeSync(fd)
      })

      assert.equal(await form.call(one, 'sendFile', fd), 0)
      ftruncateSync(fd, 5 * GiB)
      writeSync(fd, Buffer.from('end'), 0, 3, 5 * GiB)

      assert.equal(await form.call(one, 'sendFile', fd, { offset: 5 * GiB - 5 }), 8)

      assert.deepEqual(
        await other.recv(8, { flags: 'MSG_WAITALL', timeout: PATIENCE }),
        Buffer.from('\0\0\0\0\0end'),
      )
    })

    test(`sendFile to a peer that is gone fails with what send fails with, and no signal: ${on}`, {
      skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.close()

      await assert.rejects(
        async () => {
          for (;;) await form.call(one, 'sendFile', largePath, { timeout: PATIENCE })
        },
        (error: SocketError) => ['EPIPE', 'ECONNRESET'].includes(error.code),
      )
    })
  }

  test(`sendFile sends every byte in its place: ${kind.name}`, { skip: kind.skip }, async (t) => {
    const [one, other] = kind.pair(t)

    const sending = one.sendFile(largePath).finally(() => {
      one.shutdown('SHUT_WR')
    })

    assert.ok(large.equals(await rest(other)))
    assert.equal(await sending, large.length)
  })

  test(`what is sent after sendFile arrives after it: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    narrow(one, other)

    const sending = Promise.all([
      one.sendAll('before '),
      one.sendFile(largePath),
      one.sendAll(' after'),
    ]).finally(() => {
      one.shutdown('SHUT_WR')
    })

    const got = await rest(other)
    await sending
    assert.ok(got.equals(Buffer.concat([Buffer.from('before '), large, Buffer.from(' after')])))
  })

  test(`an abort ends sendFile, which says how far it came: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    narrow(one, other)
    const controller = new AbortController()

    const sending = one.sendFile(largePath, { signal: controller.signal })
    controller.abort()
    const error = (await sending.catch((reason: unknown) => reason)) as SocketError

    assert.equal(error.name, 'AbortError')
    one.shutdown('SHUT_WR')
    assert.equal(error.bytesSent, (await rest(other)).length)
  })

  test(`closing the socket ends sendFile, and leaves nothing open: ${kind.name}`, {
    skip: kind.skip || cannotCount,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    narrow(one, other)
    const before = openDescriptors()

    const sending = one.sendFile(largePath)
    one.close()

    await assert.rejects(sending, { code: 'ERR_SOCKET_CLOSED', syscall: 'sendfile' })
    assert.equal(openDescriptors(), before - 1)
  })

  test(`the descriptor of a file may be closed while sendFile waits: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    narrow(one, other)
    const fd = openSync(largePath, 'r')

    const sending = one.sendFile(fd).finally(() => {
      one.shutdown('SHUT_WR')
    })
    closeSync(fd)
    const reused = openSync(small, 'r')
    t.after(() => {
      closeSync(reused)
    })

    assert.equal(reused, fd)
    assert.ok(large.equals(await rest(other)))
    assert.equal(await sending, large.length)
  })

  test(`sendFile of a file that shrinks meanwhile ends early, and says so: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    narrow(one, other)
    const path = write('shrinks', large)

    const sending = one.sendFile(path, { length: large.length }).finally(() => {
      one.shutdown('SHUT_WR')
    })
    writeFileSync(path, content)
    const got = await rest(other)

    assert.equal(await sending, got.length)
    assert.ok(got.length < large.length)
  })

  test(`sendFile of a file that grows meanwhile sends that too, up to the length: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    narrow(one, other)
    const path = write('grows', large)

    const sending = one.sendFile(path).finally(() => {
      one.shutdown('SHUT_WR')
    })
    writeFileSync(path, content, { flag: 'a' })

    assert.equal((await rest(other)).length, large.length + content.length)
    assert.equal(await sending, large.length + content.length)
  })
}

test('sendFile leaves no descriptor open, whatever happens', { skip: cannotCount }, async (t) => {
  const [one, other] = streams[0]?.pair(t) ?? []
  assert.ok(one && other)
  await one.sendFile(small)
  const before = openDescriptors()

  for (const form of forms) {
    await form.call(one, 'sendFile', small)
    for (const file of [folder, join(folder, 'missing'), 1e6, '', 'a\0b', {}, null]) {
      await assert.rejects(form.call(one, 'sendFile', file as string))
    }
    await assert.rejects(form.call(one, 'sendFile', small, { timeout: -1 }))
  }

  assert.equal(openDescriptors(), before)
})

test('sendFile keeps O_NONBLOCK as it was', async (t) => {
  const [one, other] = streams[0]?.pair(t) ?? []
  assert.ok(one && other)

  for (const nonblocking of [true, false]) {
    one.nonblocking = nonblocking

    await one.sendFile(small)

    assert.equal(one.nonblocking, nonblocking)
    await other.recv(content.length)
  }
})

function write(name: string, data: Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, data)
  return path
}
