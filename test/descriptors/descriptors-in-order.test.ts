import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Socket } from '../../src/index.ts'
import { fileAt } from '../support/file-identity.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { forms } from '../support/forms.ts'
import { closing } from '../support/kinds.ts'

/** A send: how many bytes, and which of three files with them. */
const sends = fc.array(
  fc.record({
    length: fc.integer({ min: 1, max: 2000 }),
    files: fc.array(fc.nat(2), { maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 8 },
)
const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 })

for (const type of ['SOCK_STREAM', 'SOCK_SEQPACKET', 'SOCK_DGRAM'] as const) {
  for (const form of forms) {
    test(`whatever is sent and however it is received, descriptors arrive in order and with their first byte: ${type}, ${form.name}`, {
      skip: cannotCount,
    }, async (t) => {
      const files = closing(t, [new Socket(), new Socket(), new Socket()])
      const identities = files.map(({ fd }) => fileAt(fd))
      const before = openSockets()

      await fc.assert(
        fc.asyncProperty(sends, sizes, async (messages, max) => {
          const [one, other] = Socket.pair('AF_UNIX', type)
          const due: { at: number; file: string | undefined }[] = []
          let sent = 0
          for (const { length, files: which } of messages) {
            due.push(...which.map((i) => ({ at: sent, file: identities[i] })))
            const fds = which.map((i) => files[i]?.fd ?? -1)
            await form.call(one, 'sendDescriptors', fds, new Uint8Array(length))
            sent += length
          }

          let received = 0
          for (let i = 0; received < sent; i++) {
            const size = type === 'SOCK_STREAM' ? max[i % max.length] : undefined
            const { data, descriptors } = await form.call(other, 'recvDescriptors', size)
            received += data.length
            const came = descriptors.map(({ fd }) => fileAt(fd))
            for (const descriptor of descriptors) descriptor.close()
            const here = due.splice(0, due.filter(({ at }) => at < received).length)
            assert.deepEqual(
              came,
              here.map(({ file }) => file),
            )
          }

          assert.deepEqual([received, due], [sent, []])
          one.close()
          other.close()
        }),
        { numRuns: 60 },
      )

      assert.deepEqual(openSockets(), before)
    })
  }
}
