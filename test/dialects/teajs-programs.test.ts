import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import type { Closes } from '../support/kinds.ts'
import { startExample } from '../support/node-program.ts'

const FOLDER = 'examples/dialects/teajs'
const CLIENTS = 30

test('the event loop serves many clients of node:net at once', async (t) => {
  const { server, port } = await startStore(t)

  const clients = startExample(t, `${FOLDER}/peers/store-clients.mjs`, port, CLIENTS)

  assert.deepEqual((await clients.output).trim().split('\n'), [
    `${CLIENTS} NONE WHAT`,
    '3000000 bytes, 9 times',
  ])
  const commands = 3 * CLIENTS + 3 + 1 + 9 + 2 + 1
  assert.match(
    await server.output,
    new RegExp(
      `\n${CLIENTS} clients, ${CLIENTS} at once, ${commands} commands, some sent in parts, 0 dropped\n$`,
    ),
  )
})

test('the event loop survives clients that disconnect', async (t) => {
  const { server, port } = await startStore(t)

  for (let i = 0; i < 5; i++) {
    const rude = connect(port, '127.0.0.1', () =>
      rude.write(`SET x${i} 1000000\nhalf`, () => rude.resetAndDestroy()),
    )
    await new Promise((resolve) => rude.once('close', resolve))
  }

  assert.equal(await say(port, 'SET é 2\nabGET é\n'), 'OK\n2\nab')
  assert.equal(await say(port, 'GET x1\nEND\n'), 'NONE\n')
  assert.match(await server.output, /\n7 clients, .* 0 dropped\n$/)
})

test('the HTTP client understands node:http, in chunks and whole, both ways', async (t) => {
  const server = startExample(t, `${FOLDER}/peers/http-server.mjs`)

  const client = startExample(
    t,
    `${FOLDER}/http-client.ts`,
    `http://localhost:${await server.line}`,
  )

  assert.deepEqual((await client.output).trim().split('\n'), [
    '200 chunked Grüß Gott, Jürgen! 👋',
    `${(40 * 39 * 997) / 2 + 40} as it was sent`,
    'chunked Grüße, in chunks',
    'one true',
    '200 4 here',
    '404 Not Found 0',
  ])
})

async function startStore(t: Closes): Promise<{
  server: ReturnType<typeof startExample>
  port: number
}> {
  const server = startExample(t, `${FOLDER}/store-server.ts`)
  const [, port] = /^listening (\d+)$/.exec(await server.line) ?? assert.fail()
  return { server, port: Number(port) }
}

/** Sends the commands and ends the stream; returns everything the server answers. */
async function say(port: number, commands: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.end(commands)
  return text(socket)
}
