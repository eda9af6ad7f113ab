// The part of a Redis server that the cookbook needs. Answers in chunks of a few bytes.
// Prints its port.

import { createServer } from 'node:net'

const values = new Map()

const commands = {
  GET: ([key]) => bulk(values.get(key)),
  MGET: (keys) => `*${keys.length}\r\n${keys.map((key) => bulk(values.get(key))).join('')}`,
  SET([key, value]) {
    values.set(key, value)
    return '+OK\r\n'
  },
  INCR([key]) {
    const next = Number(values.get(key) ?? 0) + 1
    if (Number.isNaN(next)) return '-ERR value is not an integer or out of range\r\n'
    values.set(key, String(next))
    return `:${next}\r\n`
  },
}

const server = createServer((socket) => {
  let unread = Buffer.alloc(0)
  socket.setNoDelay(true)
  socket.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk])
    for (let words = take(); words; words = take()) {
      const answer = commands[words[0]]?.(words.slice(1)) ?? '-ERR unknown command\r\n'
      for (const byte of Buffer.from(answer)) socket.write(Buffer.of(byte))
    }
  })

  /** The words of the next command; undefined if it has not arrived completely. */
  function take() {
    const [head, ...lines] = unread.toString('latin1').split('\r\n')
    const count = Number(head?.slice(1))
    if (lines.length < 2 * count + 1) return undefined
    const taken = [head, ...lines.slice(0, 2 * count)].join('\r\n').length + 2
    unread = unread.subarray(taken)
    return lines
      .slice(0, 2 * count)
      .filter((_, i) => i % 2 === 1)
      .map((word) => Buffer.from(word, 'latin1').toString())
  }
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))

function bulk(value) {
  return value === undefined ? '$-1\r\n' : `$${Buffer.byteLength(value)}\r\n${value}\r\n`
}
