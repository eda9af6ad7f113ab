import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { constants, interfaces } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { cannotUnshare, inChild } from '../support/child.ts'

const loopback = interfaces().find(({ flags }) => (flags & constants.IFF_LOOPBACK) !== 0)
const noLoopback = loopback === undefined && 'no loopback interface'

test('the loopback interface has its address, netmask and index', { skip: noLoopback }, () => {
  const found = loopback?.addresses.find(({ address }) => address.family === 'AF_INET')

  assert.ok(loopback)
  assert.deepEqual(found?.address, { family: 'AF_INET', address: '127.0.0.1', port: 0 })
  assert.deepEqual(found.netmask, { family: 'AF_INET', address: '255.0.0.0', port: 0 })
  assert.equal(loopback.index, calls.ifNameToIndex(loopback.name))
  assert.equal(calls.ifIndexToName(loopback.index), loopback.name)
})

test('every address that Node lists is listed here', () => {
  const ours = new Set(
    interfaces().flatMap(({ name, addresses }) =>
      addresses.flatMap(({ address }) =>
        address.family === 'AF_INET' || address.family === 'AF_INET6'
          ? [`${name} ${address.address}`]
          : [],
      ),
    ),
  )

  const theirs = Object.entries(networkInterfaces()).flatMap(([name, list = []]) =>
    list.map(({ address }) => `${name} ${address}`),
  )

  assert.ok(theirs.length > 0 || ours.size === 0)
  assert.deepEqual(
    theirs.filter((address) => !ours.has(address)),
    [],
  )
})

test('interfaces come in the order of their indices, each once', () => {
  const indices = interfaces().map(({ index }) => index)

  assert.deepEqual(
    indices,
    [...new Set(indices)].sort((one, other) => one - other),
  )
  assert.ok(indices.every((index) => index > 0))
})

test('an interface that is down is listed, with its scope and its peer', {
  skip: cannotUnshare,
}, async () => {
  const network = `
    ip link add far type veth peer name near
    ip addr add 192.0.2.1 peer 192.0.2.2/32 dev near
    ip link set near up
    ip link set far up
    ip addr add fe80::7/64 dev near nodad
    ip link add idle type dummy 2>/dev/null || ip link add idle type veth peer name idler`

  const { result } = await inChild(
    ({ interfaces, constants }) =>
      interfaces().map(({ name, index, flags, addresses }) => ({
        ...{ name, index, up: (flags & constants.IFF_UP) !== 0 },
        addresses: addresses.flatMap(({ address, other }) =>
          address.family === 'AF_INET' || address.family === 'AF_INET6' ? [{ address, other }] : [],
        ),
      })),
    { network },
  )

  const near = result?.find(({ name }) => name === 'near')
  const idle = result?.find(({ name }) => name === 'idle')
  assert.ok(near && idle)
  assert.deepEqual([near.up, idle.up], [true, false])
  assert.deepEqual(near.addresses[0], {
    address: { family: 'AF_INET', address: '192.0.2.1', port: 0 },
    other: { family: 'AF_INET', address: '192.0.2.2', port: 0 },
  })
  const scoped = near.addresses.find(({ address }) => address.address === 'fe80::7')
  const expected = { family: 'AF_INET6', address: 'fe80::7', port: 0, scopeId: near.index }
  assert.deepEqual(scoped?.address, expected)
})

test('an address with a label belongs to its interface', { skip: cannotUnshare }, async () => {
  const network = `
    ip link add near type veth peer name far
    ip addr add 192.0.2.1/24 dev near
    ip addr add 192.0.2.7/24 dev near label near:1`

  const { result } = await inChild(({ interfaces }) => interfaces(), { network })

  const near = result?.find(({ name }) => name === 'near')
  assert.deepEqual(
    result?.map(({ name }) => name).filter((name) => name.includes(':')),
    [],
  )
  assert.ok(near && result.every(({ index }) => index > 0))
  const labels = near.addresses.flatMap(({ address, label }) =>
    address.family === 'AF_INET' ? [[address.address, label]] : [],
  )
  assert.deepEqual(Object.fromEntries(labels), {
    '192.0.2.1': undefined,
    '192.0.2.7': 'near:1',
  })
})
