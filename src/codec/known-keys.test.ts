import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkKeys } from './known-keys.ts'

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
