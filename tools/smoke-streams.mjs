// Streams, transfers and descriptors of the installed package; smoke.mjs calls each in every runtime.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import process from 'node:process'
import { pipeline } from 'node:stream/promises'
import { bind, connect, listen, Socket } from 'berkeley'
import { journal } from 'berkeley/systemd'

/** More than any buffer of the kernel takes at once. */
const BYTES = Buffer.alloc(3_000_000, 'a pattern of 31 characters, yes')

export async function echoOverNodeStreams() {
  const [client, peer] = await tcpPair()
  const echoed = peer.stream({ allowHalfOpen: true })
  const echo = pipeline(echoed, echoed)
  const stream = client.stream()
  const answer = collected(stream)
  stream.end(BYTES)
  assert.ok(BYTES.equals(await answer))
  await echo
}

export async function httpOverNodeStreams() {
  const server = createServer((request, response) => response.end(`answer to ${request.url}`))
  const [client, peer] = await tcpPair()
  server.emit('connection', peer.stream({ allowHalfOpen: true }))
  const response = await new Promise((resolve, reject) => {
    const options = { path: '/smoke', createConnection: () => client.stream() }
    get(options, resolve).on('error', reject)
  })
  assert.equal(String(await collected(response)), 'answer to /smoke')
  server.close()
}

export async function echoOverWebStreams() {
  const [client, peer] = await tcpPair()
  const echo = peer.readable.pipeTo(peer.writable)
  const writer = client.writable.getWriter()
  const sending = writer.write(BYTES).then(() => writer.close())
  const reader = client.readable.getReader({ mode: 'byob' })
  const chunks = []
  for (let memory = new Uint8Array(65_536); ; ) {
    const { value, done } = await reader.read(memory)
    if (done) break
    chunks.push(Buffer.from(value))
    memory = new Uint8Array(value.buffer)
  }
  assert.ok(BYTES.equals(Buffer.concat(chunks)))
  await Promise.all([echo, sending])
  for (const socket of [client, peer]) assert.equal(socket.closed, true)
}

export async function fileThroughProxy() {
  const file = 'smoke.bin'
  writeFileSync(file, BYTES)
  const [client, near] = await tcpPair()
  const [far, server] = Socket.pair()
  const passedOn = near.pipeTo(far)
  const received = collected(server.chunks())
  assert.equal(await client.sendFile(file), BYTES.length)
  client.shutdown('SHUT_WR')
  assert.equal(await passedOn, BYTES.length)
  assert.ok(BYTES.equals(await received))
  for (const socket of [client, near, far, server]) socket.close()
}

export async function descriptorOverPair() {
  const [here, there] = Socket.pair()
  const [passed, other] = Socket.pair()
  await here.sendDescriptors([passed], 'a socket')
  passed.close()
  const { descriptors, data } = await there.recvDescriptors()
  assert.equal(String(data), 'a socket')
  const socket = descriptors[0].toSocket()
  await socket.sendAll('through it')
  assert.equal(String(await other.recv()), 'through it')
  for (const one of [here, there, other, socket]) one.close()
}

export async function journalEntryInFile() {
  if (losesMessagesWithoutData()) {
    console.error('skipped: entry in a file, since messages without data get lost, as in qemu-user')
    return
  }
  const path = `./smoke-${process.pid}-journal.sock`
  const journald = await bind(path)
  await journal({ MESSAGE: String(BYTES) }, { path })
  const { data, control } = await journald.recvMessage({ control: true })
  const [file] = control.SCM_RIGHTS
  assert.equal(data.length, 0)
  assert.equal(String(readFileSync(`/proc/self/fd/${file.fd}`)), `MESSAGE=${BYTES}\n`)
  for (const one of [file, journald]) one.close()
}

function losesMessagesWithoutData() {
  const [left, right] = Socket.pair('AF_UNIX', 'SOCK_DGRAM')
  left.sendMessageSync({})
  const isLost = right.tryRecv() === null
  left.close()
  right.close()
  return isLost
}

async function tcpPair() {
  const listener = await listen({ host: '127.0.0.1', port: 0 })
  const pair = await Promise.all([connect(listener.localAddress), listener.accept()])
  listener.close()
  return pair
}

async function collected(chunks) {
  const all = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}
