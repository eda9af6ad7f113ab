import assert = require('node:assert/strict')
import { Socket } from 'berkeley'
import ucode = require('berkeley/ucode')

const [left, right] = Socket.pair()
left.sendAllSync('Hello')
assert.equal(String(right.recvSync()), 'Hello')
for (const socket of [left, right]) socket.close()
assert.equal(ucode.default.create(99), null)
console.log('It works')
