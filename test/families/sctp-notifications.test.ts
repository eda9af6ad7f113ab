import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants } from '../../src/index.ts'
import { notificationIn } from '../../src/sctp.ts'
import { littleEndian } from '../../src/dialects/shared/byte-order.ts'

// Needs no SCTP: what a receive would return.
test('only what the kernel marks as a notification is read as one', () => {
  const data = new Uint8Array(12) // struct sctp_shutdown_event
  const view = new DataView(data.buffer)
  view.setUint16(0, constants.SCTP_SHUTDOWN_EVENT, littleEndian)
  view.setUint32(4, data.length, littleEndian)
  view.setInt32(8, 7, littleEndian)

  const marked = notificationIn({ data, flags: constants.MSG_NOTIFICATION | constants.MSG_EOR })
  const message = notificationIn({ data, flags: constants.MSG_EOR })

  assert.deepEqual(marked, { type: 'SCTP_SHUTDOWN_EVENT', flags: 0, assoc_id: 7 })
  assert.equal(message, null)
})
