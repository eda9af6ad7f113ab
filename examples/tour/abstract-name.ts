import assert from 'node:assert/strict'
import { listen } from 'berkeley'
import { noPython, startPeer } from './peer.ts'
import { PATIENCE, type Stop } from './stop.ts'

const NAME = `@berkeley-tour-${process.pid}`

export const abstractName: Stop = {
  what: 'a server with an abstract name',
  peer: 'Python',
  skip: process.platform === 'linux' ? noPython : 'only Linux has abstract names',
  async run() {
    using listener = await listen(NAME)
    await using client = startPeer('abstract-client.py', [NAME])
    using connection = await listener.accept({ timeout: PATIENCE })
    const greeting = await connection.recv(100, { timeout: PATIENCE })
    const { pid } = connection.getOption('SO_PEERCRED')
    await connection.sendAll(`Hello, process ${pid}`)

    const answer = await client.line()

    assert.equal(greeting.toString(), `I am process ${pid}`)
    assert.equal(answer, `Hello, process ${pid}`)
    return { bytes: greeting.length + answer.length, result: `${NAME} answered process ${pid}` }
  },
}
