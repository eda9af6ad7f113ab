import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getSystemErrorName } from 'node:util'
import { constantOf, numbers } from './binding.ts'
import {
  abortError,
  check,
  closedError,
  errorOf,
  nameOfErrno,
  SocketError,
  SocketTimeoutError,
} from './errors.ts'
import { errorText, resolverErrorText } from './error-texts.ts'

const ECONNREFUSED = constantOf('ECONNREFUSED')

test('an answer that is not negative is returned', () => {
  assert.equal(check('recv', 0), 0)
  assert.equal(check('recv', 65536), 65536)
})

test('a negative answer is thrown as an error with the fields of Node’s own', () => {
  const subject = { address: '127.0.0.1', port: 80 }

  assert.throws(() => check('connect', -ECONNREFUSED, subject), {
    name: 'SocketError',
    code: 'ECONNREFUSED',
    errno: -ECONNREFUSED,
    syscall: 'connect',
    address: '127.0.0.1',
    port: 80,
    message: 'connect ECONNREFUSED 127.0.0.1:80: connection refused',
  })
})

test('an error is an Error and a SocketError, a timeout is both and its own', () => {
  const error = errorOf('send', -constantOf('EPIPE'))
  const timeout = new SocketTimeoutError('recv', 50)

  assert.ok(error instanceof Error && error instanceof SocketError)
  assert.ok(!(error instanceof SocketTimeoutError))
  assert.ok(timeout instanceof SocketError && timeout instanceof SocketTimeoutError)
  assert.equal(timeout.name, 'SocketTimeoutError')
  assert.equal(timeout.code, 'ERR_SOCKET_TIMEOUT')
  assert.equal(timeout.errno, 0)
  assert.equal(timeout.message, 'recv ERR_SOCKET_TIMEOUT: timed out after 50 ms')
})

test('fields that do not apply to an error are absent', () => {
  const error = errorOf('recv', -constantOf('ECONNRESET'))

  assert.deepEqual(Object.keys(error).sort(), ['code', 'errno', 'name', 'syscall'])
})

test('an error reports how much was sent or received', () => {
  const data = Buffer.from('half')

  assert.equal(errorOf('send', -1, { bytesSent: 0 }).bytesSent, 0)
  assert.equal(new SocketTimeoutError('recv', 1, { bytesReceived: 4, data }).data, data)
})

test('an address without a port is in the message by itself', () => {
  assert.match(errorOf('bind', -1, { address: '/run/x.sock' }).message, / \/run\/x\.sock: /)
})

test('the reason begins in lower case, as Node’s do', () => {
  assert.equal(
    errorOf('bind', -constantOf('EADDRINUSE')).message,
    'bind EADDRINUSE: address already in use',
  )
})

test('every errno has Node’s name, but for the one that libuv renames', () => {
  const differing = Object.entries(numbers)
    .filter(([name]) => /^E[A-Z0-9]+$/.test(name))
    .map(([name, number]) => [name, nameOfErrno(number), nodeName(number)])
    .filter(([, ours, node]) => node !== undefined && node !== 'ENOTSUP' && ours !== node)

  assert.deepEqual(differing, [])
})

test('of two names of one number, the one in the man pages of sockets is used', () => {
  assert.equal(nameOfErrno(constantOf('EWOULDBLOCK')), 'EAGAIN')
  assert.equal(nameOfErrno(constantOf('EOPNOTSUPP')), 'EOPNOTSUPP')
  assert.equal(nameOfErrno(constantOf('EDEADLK')), 'EDEADLK')
})

test('a number without a name is named by its number', () => {
  assert.equal(nameOfErrno(9999), 'E9999')
  assert.equal(errorOf('ioctl', -9999).code, 'E9999')
})

test('a closed socket has its own code, and no errno', () => {
  const { code, errno, syscall } = closedError('accept')

  assert.deepEqual([code, errno, syscall], ['ERR_SOCKET_CLOSED', 0, 'accept'])
})

test('an abort is an AbortError whose cause is the signal’s reason', () => {
  const reason = new Error('enough')

  const error = abortError(AbortSignal.abort(reason))

  assert.equal(error.name, 'AbortError')
  assert.equal(error.cause, reason)
  assert.ok('code' in error && error.code === 'ABORT_ERR')
  assert.ok(!(error instanceof SocketError))
})

/** Node's name for an errno; undefined if libuv has none. */
function nodeName(number: number): string | undefined {
  const name = getSystemErrorName(-number)
  return /^E[A-Z0-9]+$/.test(name) ? name : undefined
}

test('the texts of errors are those of the C library', () => {
  assert.equal(errorText(ECONNREFUSED), 'Connection refused')
  assert.match(errorText(-1), /-1/)
  assert.equal(typeof resolverErrorText(constantOf('EAI_NONAME')), 'string')
  for (const text of [errorText, resolverErrorText]) {
    assert.throws(() => text('2' as unknown as number), { name: 'TypeError' })
    for (const wrong of [Number.NaN, 0.5, 2 ** 31]) {
      assert.throws(() => text(wrong), { name: 'RangeError' })
    }
  }
})
