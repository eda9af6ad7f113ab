import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkKeys, nearest } from './known-keys.ts'

const known = new Set(['timeout', 'signal', 'flags'])

test('any number of known keys is accepted', () => {
  checkKeys({}, known, 'option')
  checkKeys({ flags: 1, timeout: undefined }, known, 'option')
})

test('an unknown key is named, with the nearest known one', () => {
  assert.throws(() => {
    checkKeys({ timOut: 5 }, known, 'option of recv')
  }, new TypeError('Unknown option of recv: timOut; did you mean timeout?'))
})

test('the known keys are listed if none is similar', () => {
  assert.throws(() => {
    checkKeys({ zebra: 5 }, known, 'option')
  }, new TypeError('Unknown option: zebra; expected timeout, signal, flags'))
})

test('inherited keys and symbols are ignored', () => {
  checkKeys(Object.create({ other: 1 }) as object, known, 'option')
  checkKeys({ [Symbol('other')]: 1 }, known, 'option')
})

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

test('of many known keys none is listed', () => {
  const many = new Set('abcdefghi')

  assert.throws(() => {
    checkKeys({ zebra: 5 }, many, 'option')
  }, new TypeError('Unknown option: zebra'))
})

test('a key that belongs elsewhere is named with what to do about it', () => {
  assert.throws(() => {
    checkKeys({ signals: 5 }, known, 'option', new Map([['signals', 'send them']]))
  }, new TypeError('Unknown option: signals; send them'))
})
