import assert from 'node:assert/strict'
import { connect, Socket } from 'berkeley'
import { startPeer } from './peer.ts'
import { PATIENCE, type Stop } from './stop.ts'

export const refused: Stop = {
  what: 'a connect that is refused',
  peer: 'the kernel',
  async run() {
    using bound = new Socket('AF_INET', 'SOCK_STREAM')
    bound.bind('127.0.0.1:0') // so that nobody listens on this port
    const address = bound.localAddress

    const error = await failureOf(connect(address, { timeout: PATIENCE }))

    assert.equal(error.code, 'ECONNREFUSED')
    assert.equal(error.port, address.port)
    return { bytes: 0, result: error.message }
  },
}

export const timedOut: Stop = {
  what: 'a connect that times out',
  peer: 'node:net, queue full',
  async run() {
    await using server = startPeer('full-server.mjs')
    const port = Number(await server.line())

    const error = await failureOf(connect({ host: '127.0.0.1', port }, { timeout: 200 }))

    assert.equal(error.name, 'SocketTimeoutError')
    assert.equal(error.code, 'ERR_SOCKET_TIMEOUT')
    return { bytes: 0, result: error.message }
  },
}

export const aborted: Stop = {
  what: 'a connect that is aborted',
  peer: 'node:net, queue full',
  async run() {
    await using server = startPeer('full-server.mjs')
    const port = Number(await server.line())
    const user = new AbortController()

    const connecting = connect(
      { host: '127.0.0.1', port },
      { signal: user.signal, timeout: PATIENCE },
    )
    setImmediate(() => {
      user.abort('the user has left')
    })
    const error = await failureOf(connecting)

    assert.equal(error.name, 'AbortError')
    assert.equal(error.cause, 'the user has left')
    return { bytes: 0, result: `${error.message}: ${error.cause}` }
  },
}

type Failure = Error & { code?: string; port?: number }

async function failureOf(connecting: Promise<Socket>): Promise<Failure> {
  const outcome = await connecting.catch((error: unknown) => error as Failure)
  if (outcome instanceof Error) return outcome
  outcome.close()
  throw new Error('It connected')
}
