import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest, suggestion } from './nearest.ts'

const known = new Set(['timeout', 'signal', 'flags'])

test('the nearest name may differ in case, be cut short, or have missing or extra letters', () => {
  assert.equal(nearest('SO_RCVBUFF', ['SO_RCVBUF', 'SO_SNDBUF']), 'SO_RCVBUF')
  assert.equal(nearest('Flag', known), 'flags')
  assert.equal(nearest('on', ['seconds', 'onoff']), 'onoff')
  assert.equal(nearest('of', ['seconds', 'address']), undefined)
})

test('swapped letters are nearer than a name that continues', () => {
  assert.equal(nearest('prot', ['protocol', 'port']), 'port')
  assert.equal(nearest('tiemout', known), 'timeout')
  assert.equal(nearest('prot', ['protocol', 'path']), 'protocol')
})

test('a name of which more than a third differs is not near', () => {
  assert.equal(nearest('TCP_TIMEOUT', ['TCP_INFO', 'TCP_MAXSEG']), undefined)
  assert.equal(nearest('sig', ['cid']), undefined)
  assert.equal(nearest('noDelay', ['node']), undefined)
  assert.equal(nearest('hostname', ['host']), undefined)
  assert.equal(nearest('to', ['data', 'control', 'address']), undefined)
  assert.equal(nearest('ab', ['xb']), 'xb')
})

test('a name from elsewhere suggests the one of its kind, whatever its case', () => {
  const others = new Map([['udp4', ['AF_INET', 'SOCK_DGRAM']]])

  assert.equal(suggestion('UDP4', ['AF_INET'], others), '; did you mean AF_INET?')
  assert.equal(suggestion('udp4', ['SOCK_DGRAM'], others), '; did you mean SOCK_DGRAM?')
  assert.equal(suggestion('udp4', ['SOCK_RAW'], others), '')
})
