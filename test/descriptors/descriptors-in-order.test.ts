import assert from 'node:assert/strict'
import { fstatSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { Socket } from '../../src/index.ts'
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
      const inodes = files.map(({ fd }) => fstatSync(fd).ino)
      const before = openSockets()

      await fc.assert(
        fc.asyncProperty(sends, sizes, async (messages, max) => {
          const [one, other] = Socket.pair('AF_UNIX', type)
          const due: { at: number; inode: number | undefined }[] = []
          let sent = 0
          for (const { length, files: which } of messages) {
            due.push(...which.map((i) => ({ at: sent, inode: inodes[i] })))
            const fds = which.map((i) => files[i]?.fd ?? -1)
            await form.call(one, 'sendDescriptors', fds, new Uint8Array(length))
            sent += length
          }

          let received = 0
          for (let i = 0; received < sent; i++) {
            const size = type === 'SOCK_STREAM' ? max[i % max.length] : undefined
            const { data, descriptors } = await form.call(other, 'recvDescriptors', size)
            received += data.length
            const came = descriptors.map(({ fd }) => fstatSync(fd).ino)
            for (const descriptor of descriptors) descriptor.close()
            const here = due.splice(0, due.filter(({ at }) => at < received).length)
            assert.deepEqual(
              came,
              here.map(({ inode }) => inode),
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
