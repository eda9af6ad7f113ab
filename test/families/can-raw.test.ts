import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, test } from 'node:test'
import { constants, interfaceIndex, Socket, SocketError } from '../../src/index.ts'
import { fdFrame, frame, idOf, noCan, onBus, raw } from '../support/can.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { CANFD_BRS, CANFD_MTU, CANXL_XLF } = constants
const { CAN_EFF_FLAG, CAN_ERR_BUSOFF, CAN_ERR_FLAG, CAN_ERR_MASK, CAN_INV_FILTER } = constants

const skip = noCan('SOCK_RAW', 'CAN_RAW')

/** The last frame that a test sends, so that it can tell that another did not come. */
const LAST = frame(0x7ff, [])

/** The ids of all frames up to {@link LAST}. */
function idsUpToLast(receiver: Socket): number[] {
  const ids: number[] = []
  for (;;) {
    const id = idOf(receiver.recvSync())
    if (id === idOf(LAST)) return ids
    ids.push(id)
  }
}

for (const form of forms) {
  test(`frames go both ways, with standard and extended ids: ${form.name}`, { skip }, async () => {
    using one = raw()
    using other = raw()
    const standard = frame(0x123, [1, 2, 3])
    const extended = frame((CAN_EFF_FLAG | 0x1abc_def) >>> 0, [9])

    await form.call(one, 'send', standard)
    const there = await form.call(other, 'recvFrom')
    await form.call(other, 'send', extended)
    const back = await form.call(one, 'recv')

    assert.deepEqual(there.data, standard)
    assert.deepEqual(there.address, {
      family: 'AF_CAN',
      interfaceIndex: interfaceIndex(onBus.interfaceIndex),
    })
    assert.deepEqual(back, extended)
  })

  test(`a socket of all buses sends to one of them: ${form.name}`, { skip }, async () => {
    using all = new Socket('AF_CAN', 'SOCK_RAW', 'CAN_RAW')
    using one = raw()
    all.timeout = PATIENCE
    all.bind({ family: 'AF_CAN', interfaceIndex: 0 })

    await form.call(all, 'sendTo', frame(5, [5]), onBus)
    const there = await form.call(one, 'recv')
    await form.call(one, 'send', frame(6, [6]))
    const back = await form.call(all, 'recv')

    assert.deepEqual([idOf(there), idOf(back)], [5, 6])
  })

  test(`own frames are marked, and so are those of this machine: ${form.name}`, {
    skip,
  }, async () => {
    using one = raw()
    using other = raw()
    one.setOption('CAN_RAW_RECV_OWN_MSGS', true)
    const { MSG_CONFIRM, MSG_DONTROUTE } = constants

    await form.call(one, 'send', frame(1, [1]))
    const own = await form.call(one, 'recvMessage')
    const foreign = await form.call(other, 'recvMessage')

    const both = MSG_CONFIRM | MSG_DONTROUTE
    assert.deepEqual([own.flags & both, foreign.flags & both], [both, MSG_DONTROUTE])
  })

  test(`error frames come by their class: ${form.name}`, { skip }, async () => {
    using one = raw()
    using other = raw()
    using deaf = raw()
    other.setOption('CAN_RAW_ERR_FILTER', CAN_ERR_MASK)
    const failure = frame((CAN_ERR_FLAG | CAN_ERR_BUSOFF) >>> 0, Buffer.alloc(8))

    await form.call(one, 'send', failure)
    await form.call(one, 'send', LAST)
    const came = await form.call(other, 'recv')

    assert.deepEqual(came, failure)
    assert.deepEqual(idsUpToLast(deaf), [])
  })

  test(`frames of CAN FD have up to 64 bytes: ${form.name}`, { skip }, async () => {
    using one = raw()
    using other = raw()
    const long = fdFrame(0x42, Buffer.alloc(64, 7), CANFD_BRS)

    await assert.rejects(form.call(one, 'send', long), { name: 'SocketError', code: 'EINVAL' })
    one.setOption('CAN_RAW_FD_FRAMES', true)
    other.setOption('CAN_RAW_FD_FRAMES', true)
    await form.call(one, 'send', long)
    const came = await form.call(other, 'recv')

    assert.equal(came.length, CANFD_MTU)
    // Kernels from 6.1 on add a flag that says what the length does: CANFD_FDF.
    assert.deepEqual([came[4], (came[5] ?? 0) & CANFD_BRS], [64, CANFD_BRS])
    assert.deepEqual(came.subarray(8), long.subarray(8))
  })

  test(`a frame that was sent is in the error queue, with its time: ${form.name}`, {
    skip,
  }, async () => {
    using one = raw()
    const { SOF_TIMESTAMPING_SOFTWARE, SOF_TIMESTAMPING_TX_SOFTWARE } = constants
    one.setOption('SO_TIMESTAMPING', SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_TX_SOFTWARE)
    const sent = frame(0x77, [1, 2])

    await form.call(one, 'send', sent)
    const entry = await form.call(one, 'recvError', { timeout: PATIENCE })

    assert.ok(entry?.timestamps)
    assert.deepEqual([entry.origin, entry.code], ['timestamping', null])
    assert.equal(entry.timestamps.reason, 'SCM_TSTAMP_SND')
    assert.deepEqual(entry.data, sent)
    assert.ok(entry.control.SCM_CAN_RAW_ERRQUEUE)
  })
}

test('filters choose by id, also inverted, and joined', { skip }, () => {
  const filters = [
    { id: 0x200, mask: 0x7f0 },
    { id: (0x20f | CAN_INV_FILTER) >>> 0, mask: 0x7ff },
  ]
  using sender = raw()
  using any = raw()
  using joined = raw()
  using last = raw()
  const all = { id: idOf(LAST), mask: 0x7ff }
  any.setOption('CAN_RAW_FILTER', [...filters.slice(0, 1), all])
  joined.setOption('CAN_RAW_JOIN_FILTERS', true)
  joined.setOption('CAN_RAW_FILTER', filters)

  for (const id of [0x200, 0x210, 0x20f, 0x300]) sender.sendSync(frame(id, [1]))
  sender.sendSync(LAST)
  const ofJoined = idOf(joined.recvSync())

  assert.deepEqual(idsUpToLast(any), [0x200, 0x20f])
  assert.equal(ofJoined, 0x200)
  assert.deepEqual(idsUpToLast(last), [0x200, 0x210, 0x20f, 0x300])
  assert.equal(joined.tryRecv(), null)
  assert.deepEqual(joined.getOption('CAN_RAW_FILTER'), filters)
})

test('a socket without filters receives nothing; 512 are the most', { skip }, () => {
  using sender = raw()
  using deaf = raw()
  using other = raw()
  const most = Array.from({ length: 512 }, (_, id) => ({ id, mask: 0x7ff }))
  deaf.setOption('CAN_RAW_FILTER', [])

  sender.sendSync(LAST)
  idsUpToLast(other)
  other.setOption('CAN_RAW_FILTER', most)

  assert.equal(deaf.tryRecv(), null)
  assert.deepEqual(other.getOption('CAN_RAW_FILTER'), most)
  assert.throws(
    () => {
      other.setOption('CAN_RAW_FILTER', [...most, { id: 512, mask: 0x7ff }])
    },
    { name: 'SocketError', code: 'EINVAL' },
  )
})

const XL_BUS = 'vcan-xl'
const noXl = skip || whyNotXl()

/** Why there are no frames of CAN XL; false if there are. */
function whyNotXl(): string | false {
  try {
    if (interfaceIndex(XL_BUS) === undefined)
      execFileSync('ip', ['link', 'add', XL_BUS, 'type', 'vcan'], { stdio: 'pipe' })
    after(() => execFileSync('ip', ['link', 'delete', XL_BUS]))
    execFileSync('ip', ['link', 'set', XL_BUS, 'mtu', '2060', 'up'], { stdio: 'pipe' })
    using socket = new Socket('AF_CAN', 'SOCK_RAW', 'CAN_RAW')
    socket.setOption('CAN_RAW_XL_FRAMES', true)
    return false
  } catch (error) {
    return `needs CAN XL: ${error instanceof SocketError ? error.code : String(error)}`
  }
}

for (const form of forms)
  test(`frames of CAN XL have up to 2048 bytes: ${form.name}`, { skip: noXl }, async () => {
    using one = new Socket('AF_CAN', 'SOCK_RAW', 'CAN_RAW')
    using other = new Socket('AF_CAN', 'SOCK_RAW', 'CAN_RAW')
    for (const socket of [one, other]) {
      socket.timeout = PATIENCE
      socket.setOption('CAN_RAW_XL_FRAMES', true)
      socket.bind({ family: 'AF_CAN', interfaceIndex: XL_BUS })
    }
    const long = new Uint8Array(12 + 500).fill(7) // struct canxl_frame
    new Uint32Array(long.buffer, 0, 1).set([0x65])
    long.set([CANXL_XLF, 3], 4)
    new Uint16Array(long.buffer, 6, 1).set([500])

    await form.call(one, 'send', long)
    const came = await form.call(other, 'recv')

    assert.deepEqual(came, Buffer.from(long))
  })
