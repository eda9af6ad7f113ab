import assert from 'node:assert/strict'
import type { Duplex } from 'node:stream'
import { after, suite, test } from 'node:test'
import { type Connection, createConnection, createServer } from 'mysql2'
import type { RowDataPacket } from 'mysql2/promise'
import { needs } from './support/programs.ts'
import { open, serve, WAYS } from './support/ways.ts'
import { Workplace } from './support/workplace.ts'

/** What a column of text is described by. */
const COLUMN = { catalog: 'def', schema: '', table: '', orgTable: '', flags: 0, decimals: 0 }

void suite('mysql2 and its own server', { skip: needs('openssl') }, () => {
  const place = new Workplace({ after })

  for (const way of WAYS) {
    test(`mysql2 over ${way} sends a query of 4 MB, and 20,000 rows come back`, async (t) => {
      const text = 'x'.repeat(4_000_000)
      const queries: string[] = []
      const door = await serve(t, way, place, (stream) => {
        answer(stream, (query, connection) => {
          queries.push(query)
          const rows = Array.from({ length: 20_000 }, (_, i) => ({ name: `name ${i}` }))
          const [name, columnType, columnLength] = ['name', 0xfd, 255]
          const column = { ...COLUMN, name, orgName: name, columnType, columnLength }
          connection.writeTextResult(rows, [{ ...column, characterSet: 33 }])
        })
      })
      const stream = await open(way, door, place)
      const client = createConnection({ user: 'user', stream }).promise()
      t.after(() => {
        client.destroy()
      })

      const [rows] = await client.query<RowDataPacket[]>(`SELECT '${text}'`)

      assert.deepEqual(queries, [`SELECT '${text}'`])
      assert.equal(rows.length, 20_000)
      assert.deepEqual({ ...rows.at(-1) }, { name: 'name 19999' })
    })
  }
})

/** Has a server of mysql2 answer the queries that come over a stream. */
function answer(stream: Duplex, onQuery: (query: string, connection: Connection) => void): void {
  const server = createServer(() => undefined) // of which only the listener for its own net.Server takes a stream
  server.on('connection', (connection: Connection) => {
    connection.on('error', () => undefined) // the client leaves without a word
    connection.on('query', (query: string) => {
      onQuery(query, connection)
    })
    connection.serverHandshake({
      ...{ protocolVersion: 10, serverVersion: '8.0', connectionId: 1, statusFlags: 2 },
      ...{ characterSet: 33, capabilityFlags: 0xff_f7_ff },
      authCallback: (_: unknown, answer: (error: null) => void) => {
        answer(null)
        // Each command counts its packets anew, which the server forgets.
        Object.assign(connection, { sequenceId: 0 })
      },
    })
  })
  ;(server as unknown as { _handleConnection(stream: Duplex): void })._handleConnection(stream)
}
