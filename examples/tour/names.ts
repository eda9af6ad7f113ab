import assert from 'node:assert/strict'
import { lookup } from 'node:dns/promises'
import { formatAddress, parseAddress, resolve } from 'berkeley'
import { PATIENCE, type Stop } from './stop.ts'

const HOST = 'localhost'
const PORT = 80

export const names: Stop = {
  what: 'a name resolved',
  peer: 'node:dns',
  async run() {
    const answers = await resolve(HOST, PORT, { type: 'SOCK_STREAM', timeout: PATIENCE })

    const ours = answers.map(({ address }) => formatAddress(address))
    const theirs = (await lookup(HOST, { all: true, verbatim: true })).map(({ address, family }) =>
      formatAddress(parseAddress(family === 6 ? `[${address}]:${PORT}` : `${address}:${PORT}`)),
    )
    assert.deepEqual(ours, theirs)
    return { bytes: 0, result: `${HOST} is ${ours.join(' and ')}` }
  },
}
