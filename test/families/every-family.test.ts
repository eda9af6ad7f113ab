import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Address,
  type FamilyName,
  type ProtocolName,
  Socket,
  SocketError,
  type TypeName,
} from '../../src/index.ts'
import { platform } from '../../src/binding.ts'
import {
  decodeAddress,
  encodeAddress,
  everyFamily,
  formatAddressText,
  parseAddressText,
} from '../../src/protocols/address.ts'
import type { Family } from '../../src/protocols/family.ts'
import { FORBIDDEN, UNSUPPORTED, notFullLinux } from '../support/kernel-support.ts'
import { OutcomeCounts } from '../support/outcome-counts.ts'

const LEAST_ON_THE_KERNEL = 5

const families = everyFamily as unknown as readonly Family<Address & { family: FamilyName }>[]

/** Errors of bind(2) for an example that this machine cannot use, or that is in use. */
const NOT_HERE = new Set(['EADDRNOTAVAIL', 'EADDRINUSE', 'EINVAL', 'ENODEV', 'EOPNOTSUPP'])

const counts = new OutcomeCounts('families', ['bound', 'made', 'codec only', 'skipped'])

for (const { name, page, testedOn, examples, address } of families) {
  const lack = address.probes().find((probe) => !platform.layout(probe.name))
  const missing = platform.constant(name) === undefined ? name : lack && `struct ${lack.name}`
  if (missing !== undefined) counts.add('skipped', name, `this platform has no ${missing}`)
  const skip = missing !== undefined && `this platform has no ${missing}`

  test(`${name} has a page and distinct examples`, () => {
    const texts = examples.map((example) => formatAddressText(example, platform))

    assert.notEqual(page, '')
    assert.ok(examples.length > 0)
    assert.equal(new Set(texts).size, texts.length)
    assert.equal(testedOn[0], name)
  })

  for (const example of examples) {
    const text = skip ? '' : formatAddressText(example, platform)

    test(`${name} is read back from its sockaddr and from its text: ${text}`, { skip }, () => {
      const bytes = encodeAddress(example, platform)

      assert.deepEqual(decodeAddress(bytes, platform), example)
      assert.deepEqual(parseAddressText(text, platform), example)
      assert.ok(bytes.length <= 128, 'no more than struct sockaddr_storage')
    })

    test(`${name} truncated to any length is an address or bytes: ${text}`, { skip }, () => {
      const whole = encodeAddress(example, platform)
      const number = platform.constant(name)

      for (let length = 2; length < whole.length; length++) {
        const bytes = whole.subarray(0, length)
        const read = decodeAddress(bytes, platform)

        assert.ok(read, `${length}`)
        if (read.family === number) assert.deepEqual(read, { family: number, bytes })
        else assert.equal(read.family, name)
      }
      assert.equal(decodeAddress(whole.subarray(0, 1), platform), null)
    })
  }

  test(`a socket of ${name} reports its address, or the kernel says that it has none`, {
    skip,
  }, () => {
    using socket = ifAny(
      () => new Socket(...(testedOn as [FamilyName, TypeName, ProtocolName?])),
      (code) => {
        counts.add('codec only', name, `this kernel says ${code}`)
      },
    )
    if (!socket) return
    counts.add(bindTo(socket, examples) ? 'bound' : 'made', name)

    const address = ifAny(() => socket.localAddress)

    assert.equal(address?.family ?? name, name)
  })
}

test('an address of a family that is not known keeps all its bytes', () => {
  const known = new Set(families.map(({ name }) => platform.constant(name)))

  for (let number = 1; number < 256; number++) {
    if (known.has(number)) continue
    const bytes = encodeAddress({ family: number, bytes: new Uint8Array(40).fill(7) }, platform)
    const address = { family: number, bytes }

    assert.deepEqual(decodeAddress(bytes, platform), address)
    assert.deepEqual(parseAddressText(formatAddressText(address, platform), platform), address)
  }
})

test(`at least ${LEAST_ON_THE_KERNEL} families were tried on the kernel`, {
  skip: notFullLinux,
}, () => {
  const count = counts.count('bound', 'made')

  assert.ok(count >= LEAST_ON_THE_KERNEL, `${count}`)
})

/** The result of a call; undefined if the kernel does not support it or denies it. */
function ifAny<T>(ask: () => T, otherwise?: (code: string) => void): T | undefined {
  try {
    return ask()
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    assert.ok(UNSUPPORTED.has(error.code) || FORBIDDEN.has(error.code), String(error))
    otherwise?.(error.code)
    return undefined
  }
}

/**
 * Binds the socket to the first example that this machine accepts. Skips paths, because
 * they leave files.
 */
function bindTo(socket: Socket, examples: readonly Address[]): boolean {
  return examples.some((example) => {
    if ('path' in example) return false
    try {
      socket.bind(example)
      return true
    } catch (error) {
      if (!(error instanceof SocketError)) throw error
      if (!NOT_HERE.has(error.code) && !FORBIDDEN.has(error.code)) throw error
      return false
    }
  })
}
