import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { journal, type JournalEntry, type JournalOptions, journalSync } from '../../src/systemd.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { folderOf } from '../support/folder.ts'
import { closing } from '../support/kinds.ts'
import { needs, startReceiver } from '../support/systemd.ts'

const { F_SEAL_GROW, F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_WRITE } = constants
const ALL_SEALS = F_SEAL_GROW | F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_WRITE

const noPython = needs('python3')
const noJournald = cannotUnshare || needs('journalctl')

const forms = [
  { name: 'awaited', journal },
  {
    name: 'blocking',
    journal: async (entry: JournalEntry, options?: JournalOptions) =>
      await Promise.resolve(journalSync(entry, options)),
  },
] as const

/** What the receiver of another language has understood. */
interface Entry {
  datagram: number
  seals?: number
  write?: string
  fields: [string, string][]
}

for (const form of forms) {
  test(`a program of another language reads an entry: ${form.name}`, {
    skip: noPython,
  }, async (t) => {
    const path = join(folderOf(t), 'journal')
    const peer = await startReceiver(t, 'journal-receiver', path)
    const MESSAGE = 'Two\nlines'

    const sent = await form.journal(
      { MESSAGE, PRIORITY: 'LOG_ERR', BLOB: Buffer.from([0, 10, 255]), TAG: ['a', 'b'] },
      { path },
    )
    const entry = JSON.parse(await peer.line()) as Entry

    assert.equal(sent, true)
    assert.deepEqual(entry.fields, [
      ['MESSAGE', MESSAGE],
      ['PRIORITY', '3'],
      ['BLOB', '\0\n\xff'],
      ...[
        ['TAG', 'a'],
        ['TAG', 'b'],
      ],
    ])
    assert.ok(entry.datagram > 0 && entry.seals === undefined)
  })

  test(`an entry too large for a datagram comes as a file that nobody can change: ${form.name}`, {
    skip: noPython || cannotCount,
  }, async (t) => {
    const path = join(folderOf(t), 'journal')
    const peer = await startReceiver(t, 'journal-receiver', path)
    const MESSAGE = `${'x'.repeat(1 << 20)}\nend`
    const before = openDescriptors()

    const sent = await form.journal({ MESSAGE, CODE_LINE: 1 }, { path })
    const after = openDescriptors()
    const { datagram, seals = 0, write, fields } = JSON.parse(await peer.line()) as Entry

    assert.deepEqual([sent, datagram, after], [true, 0, before])
    assert.equal(seals & ALL_SEALS, ALL_SEALS)
    assert.equal(write, 'Operation not permitted')
    assert.deepEqual(fields, [
      ['MESSAGE', MESSAGE],
      ['CODE_LINE', '1'],
    ])
  })

  test(`nobody at a path is an error, and leaves nothing open: ${form.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const path = join(folderOf(t), 'nobody')
    const before = openDescriptors()

    await assert.rejects(form.journal({ MESSAGE: 'x' }, { path }), { code: 'ENOENT' })
    assert.equal(openDescriptors(), before)
  })

  test(`a full queue ends a call at its timeout: ${form.name}`, async (t) => {
    const path = join(folderOf(t), 'journal')
    const [socket, filler] = closing(t, [
      new Socket('AF_UNIX', 'SOCK_DGRAM'),
      new Socket('AF_UNIX', 'SOCK_DGRAM'),
    ])
    socket.bind(path)
    while (filler.trySendTo('x', path) !== null);

    for (const MESSAGE of ['x', 'x'.repeat(1 << 20)]) {
      await assert.rejects(form.journal({ MESSAGE }, { path, timeout: 1 }), {
        code: 'ERR_SOCKET_TIMEOUT',
      })
    }
  })

  test(`a machine without a journal is no error: ${form.name}`, {
    skip: existsSync('/run/systemd/journal/socket') && 'this machine has a journal',
  }, async () => {
    assert.equal(await form.journal({ MESSAGE: 'x' }), false)
  })

  test(`misuse is named: ${form.name}`, async () => {
    const entry = { MESSAGE: 'x' }

    await assert.rejects(form.journal(entry, { path: 5 } as never), {
      message: 'path must be a string, not 5',
    })
    await assert.rejects(form.journal(entry, { pat: '/x' } as never), {
      message: 'Unknown option: pat; did you mean path?',
    })
    await assert.rejects(form.journal({ message: 'x' } as never), TypeError)
  })
}

test('journald itself writes the entries, and journalctl reads them', {
  skip: noJournald,
}, async () => {
  const { result, errors } = await inChild(
    async ({ systemd, PATIENCE }) => {
      const { execFileSync, spawn } = await import('node:child_process')
      const { existsSync } = await import('node:fs')
      const { setTimeout } = await import('node:timers/promises')
      const daemon = spawn('/lib/systemd/systemd-journald', { stdio: 'inherit' })
      try {
        // Opened last, when the others are ready.
        while (!existsSync('/run/systemd/journal/io.systemd.journal')) await setTimeout(1)
        const sent = [
          systemd.journalSync({ MESSAGE: 'Two\nlines', PRIORITY: 'LOG_ERR', X_TEST: 'berkeley' }),
          await systemd.journal({ MESSAGE: 'x'.repeat(1 << 20), X_TEST: 'berkeley' }),
        ]
        const read = (...args: string[]) =>
          execFileSync('journalctl', ['--directory=/run/log/journal', ...args], {
            ...{ encoding: 'utf8', timeout: PATIENCE, maxBuffer: 1 << 24 },
          } as const)
        read('--sync')
        const lines = read('--output=json', '--all', 'X_TEST=berkeley').trim().split('\n')
        const entries = lines.map((line) => JSON.parse(line) as Record<string, string>)
        return {
          sent,
          found: entries.map(({ MESSAGE = '', PRIORITY, _PID, _TRANSPORT }) => [
            ...[MESSAGE.length, MESSAGE.slice(0, 5), PRIORITY, _TRANSPORT],
            Number(_PID) === process.pid,
          ]),
        }
      } finally {
        daemon.kill()
      }
    },
    {
      // It must neither read the log of this machine's kernel nor switch on its audit.
      network: `mount -t tmpfs tmpfs /run
        mkdir -p /run/log/journal /run/systemd/journald.conf.d
        printf '[Journal]\\nStorage=volatile\\nReadKMsg=no\\nAudit=no\\n' >/run/systemd/journald.conf.d/test.conf`,
    },
  )

  assert.deepEqual(
    result,
    {
      sent: [true, true],
      found: [
        [9, 'Two\nl', '3', 'journal', true],
        [1 << 20, 'xxxxx', null, 'journal', true],
      ],
    },
    errors,
  )
})
