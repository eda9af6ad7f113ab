import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, suite, test } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { pattern } from '../support/streams.ts'
import { LARGE } from './support/echo.ts'
import { needs } from './support/programs.ts'
import { asNetSocket, open, serve, WAYS } from './support/ways.ts'
import { Workplace } from './support/workplace.ts'

void suite('ws, both client and server', { skip: needs('openssl') }, () => {
  const place = new Workplace({ after })

  for (const way of WAYS) {
    test(`ws over ${way} echoes text, 4 MB and pings, and closes with a code`, async (t) => {
      const server = createServer()
      const sockets = new WebSocketServer({ server, maxPayload: 2 * LARGE })
      sockets.on('connection', (socket) => {
        socket.on('message', (data, isBinary) => {
          socket.send(data, { binary: isBinary })
        })
      })
      const door = await serve(t, way, place, (stream) => server.emit('connection', stream))
      const stream = await open(way, door, place)
      const connected = once(sockets, 'connection') as Promise<[WebSocket]>
      const client = new WebSocket('ws://localhost', {
        createConnection: () => asNetSocket(stream),
        perMessageDeflate: true,
      })
      await once(client, 'open')
      const [accepted] = await connected
      const closed = once(accepted, 'close') as Promise<[number]>
      const large = pattern(LARGE)

      client.send('Is anybody there?')
      const [text] = (await once(client, 'message')) as [Buffer]
      client.send(large)
      const [echoed] = (await once(client, 'message')) as [Buffer]
      client.ping('ping')
      const [pong] = (await once(client, 'pong')) as [Buffer]
      client.close(4001, 'enough')
      const [code] = (await once(client, 'close')) as [number]

      assert.equal(text.toString(), 'Is anybody there?')
      assert.ok(echoed.equals(large))
      assert.equal(pong.toString(), 'ping')
      assert.equal(code, 4001)
      assert.equal((await closed)[0], 4001)
    })
  }
})
