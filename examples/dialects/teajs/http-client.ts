// Asks an HTTP server for things of all kinds, and shows what came.
// Usage: http-client.ts http://localhost:8080

import { createHash } from 'node:crypto'
import { Buffer } from 'berkeley/teajs'
import { ask } from './http.ts'

const base = process.argv[2]
if (base === undefined) throw new Error('Usage: http-client.ts http://localhost:8080')

const text = ask(`${base}/text?name=J%C3%BCrgen`)
console.log(text.status, text.headers['transfer-encoding'], text.body.toString('utf-8'))

const large = ask(`${base}/large`)
const digest = createHash('sha256').update(large.body.bytes).digest('hex')
console.log(large.body.length, digest === large.headers['x-sha256'] ? 'as it was sent' : 'DAMAGED')

const chunks = ['Grüße, ', '', 'in ', 'chunks'].map((part) => Buffer(part, 'utf-8'))
const echo = ask(`${base}/echo`, { method: 'POST', body: chunks })
console.log(echo.headers['x-received-as'], echo.body.toString('utf-8'))

const all = Buffer(256 * 1024)
for (let i = 0; i < all.length; i++) all[i] = i // of which the low 8 bits are kept
const binary = ask(`${base}/echo`, { method: 'POST', body: all })
console.log(
  binary.headers['x-received-as'],
  binary.body.toString('latin1') === all.toString('latin1'),
)

const moved = ask(`${base}/moved`)
console.log(moved.status, moved.headers['content-length'], moved.body.toString('utf-8'))

const nothing = ask(`${base}/nothing`)
console.log(nothing.status, nothing.reason, nothing.body.length)
