import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layoutOf, machine } from '../../../test/support/machines.ts'
import type { Platform } from '../../codec/platform.ts'
import { decodeNotification } from './notifications.ts'

const HEAD = { type: [0, 2], flags: [2, 2], length: [4, 4] } as const

/** A layout whose fields, after type, flags and length, are at these places. */
function layout(size: number, prefix: string, fields: Record<string, readonly [number, number]>) {
  const named = Object.entries(HEAD).map(([name, place]) => [prefix + name, place] as const)
  return layoutOf(size, { ...Object.fromEntries(named), ...fields })
}

const layouts = {
  sockaddr: layoutOf(16, { sa_family: [0, 2] }),
  sockaddr_in: layoutOf(16, { sin_port: [2, 2], sin_addr: [4, 4] }),
  sctp_assoc_change: layout(20, 'sac_', {
    sac_state: [8, 2],
    sac_error: [10, 2],
    sac_outbound_streams: [12, 2],
    sac_inbound_streams: [14, 2],
    sac_assoc_id: [16, 4],
  }),
  sctp_paddr_change: layout(148, 'spc_', {
    spc_aaddr: [8, 128],
    spc_state: [136, 4],
    spc_error: [140, 4],
    spc_assoc_id: [144, 4],
  }),
  kernel_sctp_pdapi_event: layout(24, 'pdapi_', {
    pdapi_indication: [8, 4],
    pdapi_assoc_id: [12, 4],
    pdapi_stream: [16, 4],
    pdapi_seq: [20, 4],
  }),
  sctp_remote_error: layout(16, 'sre_', { sre_error: [8, 2], sre_assoc_id: [12, 4] }),
  kernel_sctp_stream_reset_event: layout(12, 'strreset_', { strreset_assoc_id: [8, 4] }),
  sctp_sender_dry_event: layout(12, 'sender_dry_', { sender_dry_assoc_id: [8, 4] }),
  kernel_sctp_send_failed_event: layout(32, 'ssf_', {
    ssf_error: [8, 4],
    ssfe_info: [12, 16],
    ssf_assoc_id: [28, 4],
  }),
  kernel_sctp_sndinfo: layoutOf(16, {
    snd_sid: [0, 2],
    snd_flags: [2, 2],
    snd_ppid: [4, 4],
    snd_context: [8, 4],
    snd_assoc_id: [12, 4],
  }),
}
const constants = {
  AF_INET: 2,
  SCTP_ASSOC_CHANGE: 0x8001,
  SCTP_PEER_ADDR_CHANGE: 0x8002,
  SCTP_REMOTE_ERROR: 0x8004,
  SCTP_PARTIAL_DELIVERY_EVENT: 0x8006,
  SCTP_SENDER_DRY_EVENT: 0x8009,
  SCTP_STREAM_RESET_EVENT: 0x800a,
  SCTP_SEND_FAILED_EVENT: 0x800d,
}
const little = machine(true, constants, layouts)
const big = machine(false, constants, layouts)

/** A notification of this type and size, with these numbers: `[offset, bytes, value]`. */
function made(
  { littleEndian }: Platform,
  type: number,
  size: number,
  ...numbers: (readonly [at: number, bytes: 2 | 4, value: number])[]
): Uint8Array {
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, type, littleEndian)
  view.setUint32(4, size, littleEndian)
  for (const [at, length, value] of numbers) {
    if (length === 2) view.setUint16(at, value, littleEndian)
    else view.setUint32(at, value, littleEndian)
  }
  return bytes
}

/** A cause as the kernel keeps it in a number: its two bytes in network byte order. */
function inNetworkOrder(cause: number, { littleEndian }: Platform): number {
  return littleEndian ? cause << 8 : cause
}

for (const [name, platform] of Object.entries({ little, big })) {
  test(`a change of an association has its numbers, and the peer's reason: ${name}-endian`, () => {
    const bytes = made(
      platform,
      0x8001,
      23,
      ...([
        [8, 2, 1],
        [12, 2, 5],
        [14, 2, 6],
        [16, 4, 7],
      ] as const),
    )
    bytes.set([0, 12], 10) // in network byte order
    bytes.set([1, 2, 3], 20)

    assert.deepEqual(decodeNotification(bytes, platform), {
      ...{ type: 'SCTP_ASSOC_CHANGE', flags: 0, state: 1, error: 12 },
      ...{ outbound_streams: 5, inbound_streams: 6, assoc_id: 7, info: Uint8Array.of(1, 2, 3) },
    })
  })

  test(`streams that were reset are listed, and what failed is there: ${name}-endian`, () => {
    const reset = made(platform, 0x800a, 16, [8, 4, 7], [12, 2, 1], [14, 2, 300])
    const failed = made(
      platform,
      0x800d,
      34,
      ...([
        [8, 4, inNetworkOrder(12, platform)],
        [12, 2, 3],
        [14, 2, 1],
        [20, 4, 5],
        [24, 4, 7],
        [28, 4, 7],
      ] as const),
    )
    failed.set([0, 0, 0, 51], 16) // in network byte order
    failed.set([104, 105], 32)

    assert.deepEqual(decodeNotification(reset, platform), {
      type: 'SCTP_STREAM_RESET_EVENT',
      flags: 0,
      assoc_id: 7,
      stream_list: [1, 300],
    })
    assert.deepEqual(decodeNotification(failed, platform), {
      ...{ type: 'SCTP_SEND_FAILED_EVENT', flags: 0, error: 12, assoc_id: 7 },
      info: { sid: 3, flags: 1, ppid: 51, context: 5, assoc_id: 7 },
      data: Uint8Array.of(104, 105),
    })
  })
}

test("an address of the peer has its family, and a cause of SCTP is in the network's order", () => {
  const change = made(little, 0x8002, 148, [8, 2, 2], [136, 4, 1], [140, 4, 0], [144, 4, 7])
  change.set([0, 80, 127, 0, 0, 2], 10)
  const error = made(little, 0x8004, 18, [12, 4, 7])
  error.set([0, 6], 8)
  error.set([8, 9], 16)

  assert.deepEqual(decodeNotification(change, little), {
    ...{ type: 'SCTP_PEER_ADDR_CHANGE', flags: 0, state: 1, error: 0, assoc_id: 7 },
    address: { family: 'AF_INET', address: '127.0.0.2', port: 80 },
  })
  assert.deepEqual(decodeNotification(error, little), {
    ...{ type: 'SCTP_REMOTE_ERROR', flags: 0, error: 6, assoc_id: 7, data: Uint8Array.of(8, 9) },
  })
})

test('a stream of a partial delivery is there if the kernel tells it', () => {
  const older = made(little, 0x8006, 16, [12, 4, 7])
  const newer = made(little, 0x8006, 24, [12, 4, 7], [16, 4, 2], [20, 4, 3])

  const event = { type: 'SCTP_PARTIAL_DELIVERY_EVENT', flags: 0, assoc_id: 7, indication: 0 }
  assert.deepEqual(decodeNotification(older, little), event)
  assert.deepEqual(decodeNotification(newer, little), { ...event, stream: 2, seq: 3 })
})

test('a notification that is not known keeps its number and bytes', () => {
  const bytes = made(big, 0x8fff, 10)
  bytes.set([1, 2], 8)

  assert.deepEqual(decodeNotification(bytes, big), {
    type: 0x8fff,
    flags: 0,
    data: Uint8Array.of(1, 2),
  })
})

test('a notification that is not whole is an error', () => {
  const whole = made(little, 0x8009, 12, [8, 4, 7])

  for (let length = 0; length < whole.length; length++)
    assert.throws(() => decodeNotification(whole.subarray(0, length), little), {
      name: 'RangeError',
      message: /^Cannot read (all of )?a notification: \d+ bytes, needs \d+$/,
    })
  assert.equal(decodeNotification(whole, little).type, 'SCTP_SENDER_DRY_EVENT')
})
