import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inChild } from '../support/child.ts'

// Simulates Windows by changing process.platform.

const windows = `data:text/javascript,Object.defineProperty(process, 'platform', { value: 'win32' })`
const options = { node: ['--import', windows] }

test('the package imports, and its constants have no names without a number', async () => {
  const { errors, result } = await inChild(
    ({ constants }) => ({
      has: 'AF_INET' in constants,
      value: String((constants as Record<string, unknown>)['AF_INET']),
      names: Object.keys(constants),
    }),
    options,
  )

  assert.deepEqual(result, { has: false, value: 'undefined', names: ['ENOSYS'] }, errors)
})

test('every call fails with ENOSYS', async () => {
  const { errors, result } = await inChild(async (library) => {
    const { Socket, connect, connectSync, listen, listenSync, resolve, resolveSync } = library
    const { reverse, reverseSync, interfaces, poll, pollSync } = library
    const codes: Record<string, unknown> = {}
    const note = async (name: string, call: () => unknown) => {
      try {
        await call()
        codes[name] = 'done'
      } catch (error) {
        codes[name] = (error as { code?: string }).code ?? String(error)
      }
    }
    const target = { host: '127.0.0.1', port: 9 }
    await note('Socket', () => new Socket())
    await note('pair', () => Socket.pair())
    await note('adopt', () => Socket.adopt(0))
    await note('borrow', () => Socket.borrow(0))
    await note('connect', () => connect(target))
    await note('connect by name', () => connect({ host: 'nobody.invalid', port: 9 }))
    await note('connectSync', () => connectSync(target))
    await note('listen', () => listen({ host: '127.0.0.1' }))
    await note('listenSync', () => listenSync())
    await note('resolve', () => resolve('nobody.invalid', 9))
    await note('resolveSync', () => resolveSync('nobody.invalid', 9))
    await note('reverse', () => reverse('127.0.0.1:9'))
    await note('reverseSync', () => reverseSync('127.0.0.1:9'))
    await note('interfaces', () => interfaces())
    await note('poll', () => poll([], 1))
    await note('pollSync', () => pollSync([], 1))
    return codes
  }, options)

  assert.deepEqual(
    new Set(Object.values(result ?? {})),
    new Set(['ENOSYS']),
    JSON.stringify(result) + errors,
  )
})
