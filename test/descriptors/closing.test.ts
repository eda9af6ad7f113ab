import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import { constants, Descriptor, Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { connections, everyKind } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'

const noFdinfo = existsSync('/proc/self/fdinfo') ? false : 'needs /proc/self/fdinfo'
const networks = connections.filter(({ family }) => family !== 'AF_UNIX')

/** The descriptors watched by the epoll descriptors of this process, according to the kernel. */
function watched(): number[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      if (readlinkSync(`/proc/self/fd/${fd}`) !== 'anon_inode:[eventpoll]') return []
      const info = readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')
      return Array.from(info.matchAll(/^tfd:\s+(\d+)/gm), ([, number]) => Number(number))
    } catch {
      return [] // the descriptor used to read the directory
    }
  })
}

for (const kind of everyKind) {
  for (const how of ['close', 'detach'] as const) {
    test(`${how}() ends watching, although a duplicate stays open: ${kind.name}`, {
      skip: kind.skip || noFdinfo,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const { fd } = one
      using duplicate = new Descriptor(calls.fcntl(fd, constants.F_DUPFD_CLOEXEC, 0))

      const pending = one.recv()
      const before = watched()
      one[how]()
      await assert.rejects(pending, { code: 'ERR_SOCKET_CLOSED' })
      other.sendSync('for the duplicate')

      assert.ok(before.includes(fd), 'it was watched')
      assert.ok(!watched().includes(fd), 'it is watched no more')
      if (how === 'detach') calls.close(fd)
      using again = Socket.adopt(duplicate.detach())
      assert.equal((await again.recv()).toString(), 'for the duplicate')
    })
  }
}

for (const kind of networks) {
  test(`close() does not wait for unsent data, whatever SO_LINGER says: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    one.setOption('SO_LINGER', { onoff: true, seconds: PATIENCE / 1000 })
    await assert.rejects(one.sendAll(Buffer.alloc(32 * 2 ** 20), { timeout: 50 }))
    const start = performance.now()

    one.close()

    assert.ok(performance.now() - start < PATIENCE, 'it lingered')
    // Once the peer has closed, nothing is left to linger for.
    other.close()
  })

  test(`what was sent before a lingering close() arrives: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    one.setOption('SO_LINGER', { onoff: true, seconds: 10 })

    one.sendSync('the last words')
    one.close()

    assert.equal((await other.recv()).toString(), 'the last words')
    assert.equal((await other.recv()).length, 0)
  })
}
