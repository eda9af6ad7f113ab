import assert from 'node:assert/strict'
import { Socket } from 'berkeley'
import { noPython, startPeer } from './peer.ts'
import { PATIENCE, type Stop } from './stop.ts'

const RECORDS = ['one', 'a second', 'and a third: '.padEnd(20_000, '…')]

export const seqpacketPair: Stop = {
  what: 'records through a seqpacket pair',
  peer: 'the kernel',
  async run() {
    const pair = Socket.pair('AF_UNIX', 'SOCK_SEQPACKET')
    using one = pair[0]
    using other = pair[1]
    other.timeout = PATIENCE
    await sendRecords(one)

    const came = await receiveRecords(other)

    assert.deepEqual(came, RECORDS)
    return { bytes: size(came), result: `${came.length} records, kept apart` }
  },
}

export const inheritedEnd: Stop = {
  what: 'the other end of a pair, inherited',
  peer: 'Python',
  skip: noPython,
  async run() {
    const pair = Socket.pair('AF_UNIX', 'SOCK_SEQPACKET')
    using ours = pair[0]
    using theirs = pair[1]
    ours.timeout = PATIENCE
    await using python = startPeer('seqpacket-echo.py', [], theirs)
    theirs.close() // this process's copy of it
    await sendRecords(ours)

    const came = await receiveRecords(ours)

    assert.deepEqual(came, RECORDS)
    assert.equal(await python.line(), `${RECORDS.length} records`)
    return { bytes: size(came), result: `${came.length} records, kept apart both ways` }
  },
}

async function sendRecords(socket: Socket): Promise<void> {
  for (const record of RECORDS) await socket.send(record)
  socket.shutdown('SHUT_WR')
}

/** The records received until the other end has finished. Each receive returns one. */
async function receiveRecords(socket: Socket): Promise<string[]> {
  const records: string[] = []
  for await (const record of socket.chunks()) records.push(record.toString())
  return records
}

function size(records: string[]): number {
  return Buffer.byteLength(records.join(''))
}
