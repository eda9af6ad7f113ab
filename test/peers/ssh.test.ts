import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, suite, test } from 'node:test'
import ssh2, { type ClientChannel, type ServerChannel } from 'ssh2'
import { pattern } from '../support/streams.ts'
import { LARGE } from './support/echo.ts'
import { needs } from './support/programs.ts'
import { asNetSocket, open, serve, WAYS } from './support/ways.ts'
import { Workplace } from './support/workplace.ts'

const { Client, Server, utils } = ssh2 // a module of CommonJS

void suite('ssh2, both client and server', { skip: needs('openssl') }, () => {
  const place = new Workplace({ after })
  const host = utils.generateKeyPairSync('ed25519')

  for (const way of WAYS) {
    test(`ssh2 over ${way} runs a command that echoes 4 MB, and gets its status`, async (t) => {
      const server = new Server({ hostKeys: [host.private] }, (client) => {
        client.on('error', () => undefined) // the client leaves without a word
        client.on('authentication', (attempt) => {
          attempt.accept()
        })
        client.on('session', (accept) => {
          accept().on('exec', (accept) => {
            cat(accept())
          })
        })
      })
      const door = await serve(t, way, place, (stream) => {
        server.injectSocket(asNetSocket(stream))
      })
      const client = new Client()
      t.after(() => client.destroy())
      client.connect({ sock: await open(way, door, place), username: 'user', password: '' })
      await once(client, 'ready')
      const sent = pattern(LARGE)

      const channel = await new Promise<ClientChannel>((resolve, reject) => {
        client.exec('cat', (error, channel) => {
          if (error) reject(error)
          else resolve(channel)
        })
      })
      const exit = once(channel, 'exit')
      channel.end(sent)
      const echoed = Buffer.concat(await (channel.toArray() as Promise<Buffer[]>))

      assert.ok(echoed.equals(sent))
      assert.deepEqual(await exit, [7])
    })
  }
})

function cat(channel: ServerChannel): void {
  channel.pipe(channel, { end: false })
  channel.once('end', () => {
    channel.exit(7)
    channel.end()
  })
}
