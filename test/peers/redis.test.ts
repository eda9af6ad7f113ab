import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, suite, test } from 'node:test'
import { AbstractConnector, Redis } from 'ioredis'
import { freePort } from '../support/free-port.ts'
import { pattern } from '../support/streams.ts'
import { needs } from './support/programs.ts'
import { asNetSocket, type Door, open, type Way, WAYS } from './support/ways.ts'
import { Workplace } from './support/workplace.ts'

void suite('ioredis and redis-server', { skip: needs('redis-server', 'openssl') }, () => {
  const place = new Workplace({ after })
  let doors: Record<Way, Door>

  before(async () => {
    const [port, tlsPort] = [await freePort(), await freePort()]
    const { keyFile, certFile } = place.certificate
    const settings = {
      ...{ bind: '127.0.0.1', port, unixsocket: place.path('redis.sock'), save: '' },
      ...{ 'tls-port': tlsPort, 'tls-cert-file': certFile, 'tls-key-file': keyFile },
      ...{ 'tls-auth-clients': 'no', 'proto-max-bulk-len': '64mb' },
    }
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
    await place.start(/Ready to accept connections/, 'redis-server', ...args)
    doors = { TCP: { port }, Unix: { path: settings.unixsocket }, TLS: { port: tlsPort } }
  })

  for (const way of WAYS) {
    /** A client, which connects again over a new stream if it loses its own. */
    const client = (t: Pick<typeof import('node:test'), 'after'>): Redis => {
      class Connector extends AbstractConnector {
        async connect() {
          this.stream = asNetSocket(await open(way, doors[way], place))
          return this.stream
        }
        constructor() {
          super(0)
        }
      }
      const redis = new Redis({ Connector })
      t.after(() => {
        redis.disconnect()
      })
      return redis
    }

    test(`ioredis over ${way} stores 10 MB, and gets the same back`, async (t) => {
      const redis = client(t)
      const value = pattern(10_000_000)

      await redis.set(way, value)

      assert.ok((await redis.getBuffer(way))?.equals(value))
    })

    test(`ioredis over ${way} has 10,000 commands under way at once`, async (t) => {
      const redis = client(t)
      const commands = Array.from({ length: 10_000 }, () => redis.incr(`count ${way}`))

      const answers = await Promise.all(commands)

      assert.deepEqual(
        answers,
        commands.map((_, i) => i + 1),
      )
    })

    test(`ioredis over ${way} is told what others publish`, async (t) => {
      const [reader, writer] = [client(t), client(t)]
      await reader.subscribe(way)
      const message = once(reader, 'message')

      await writer.publish(way, 'news')

      assert.deepEqual(await message, [way, 'news'])
    })

    test(`ioredis over ${way} connects again when the server ends its connection`, async (t) => {
      const [redis, other] = [client(t), client(t)]
      const id = await redis.client('ID')
      const lost = once(redis, 'close')

      await other.client('KILL', 'ID', id)
      await lost

      assert.equal(await redis.ping(), 'PONG')
    })
  }
})
