import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { after, before, suite, test } from 'node:test'
import pg from 'pg'
import { from, to } from 'pg-copy-streams'
import { freePort } from '../support/free-port.ts'
import { pattern } from '../support/streams.ts'
import { needs } from './support/programs.ts'
import { dial, type Door, WAYS, type Way } from './support/ways.ts'
import { Workplace } from './support/workplace.ts'

void suite('pg and PostgreSQL', { skip: needs('postgres', 'initdb', 'openssl') }, () => {
  const place = new Workplace({ after }, 'nobody')
  let doors: Record<Way, Door>

  before(async () => {
    const port = await freePort()
    const { keyFile, certFile } = place.certificate
    const data = place.path('data')
    place.run('initdb', '-D', data, '-U', 'user', '-A', 'trust', '-E', 'UTF8', '--no-sync')
    const settings = {
      ...{ listen_addresses: '127.0.0.1', port, unix_socket_directories: place.folder },
      ...{ ssl: 'on', ssl_cert_file: certFile, ssl_key_file: keyFile, fsync: 'off' },
    }
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    await place.start(/ready to accept connections/, 'postgres', '-D', data, ...args)
    const path = place.path(`.s.PGSQL.${port}`)
    doors = { TCP: { port }, Unix: { path }, TLS: { port } }
  })

  for (const way of WAYS) {
    /** A client. It asks for TLS itself, on the stream that it has. */
    const client = async (t: Pick<typeof import('node:test'), 'after'>): Promise<pg.Client> => {
      const stream = (await dial(doors[way])).stream()
      const ca = place.certificate.cert
      const ssl = way === 'TLS' && { ca, servername: 'localhost' }
      const made = new pg.Client({ user: 'user', database: 'postgres', stream: () => stream, ssl })
      t.after(() => made.end())
      await made.connect()
      return made
    }

    test(`pg over ${way} sends 10 MB, and gets the same back`, async (t) => {
      const db = await client(t)
      const value = pattern(10_000_000)

      const { rows } = await db.query<{ back: Buffer }>('SELECT $1::bytea AS back', [value])

      assert.ok(rows[0]?.back.equals(value))
    })

    test(`pg over ${way} is encrypted if it is TLS`, async (t) => {
      const db = await client(t)

      const { rows } = await db.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')

      assert.deepEqual(rows, [{ ssl: way === 'TLS' }])
    })

    test(`pg over ${way} copies 500,000 rows into a table, and out of it`, async (t) => {
      const db = await client(t)
      const lines = Array.from({ length: 500_000 }, (_, i) => `${i}\tname ${i}\n`)
      await db.query('CREATE TEMPORARY TABLE copied (number int, name text)')

      await pipeline(Readable.from(parts(lines)), db.query(from('COPY copied FROM STDIN')))
      const out = db.query(to('COPY copied TO STDOUT'))
      const copied = Buffer.concat(await (out.toArray() as Promise<Buffer[]>))

      assert.ok(copied.equals(Buffer.from(lines.join(''))))
    })

    test(`pg over ${way} is notified of what others do`, async (t) => {
      const [listener, notifier] = [await client(t), await client(t)]
      await listener.query('LISTEN news')
      const notification = once(listener, 'notification')

      await notifier.query("NOTIFY news, 'of the day'")

      const [{ channel, payload }] = (await notification) as [pg.Notification]
      assert.deepEqual({ channel, payload }, { channel: 'news', payload: 'of the day' })
    })

    test(`pg over ${way} fails when the server ends its connection`, async (t) => {
      const [db, other] = [await client(t), await client(t)]
      const { rows } = await db.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      const failed = once(db, 'error')
      db.on('error', () => undefined) // the connection ends too, which is another error

      await other.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])

      assert.match(String(await failed), /terminating connection due to administrator command/)
    })
  }
})

/** Text in parts of about 64 KiB. */
function* parts(lines: readonly string[]): Generator<string> {
  for (let i = 0; i < lines.length; i += 4000) yield lines.slice(i, i + 4000).join('')
}
