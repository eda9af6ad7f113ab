import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type FamilyName,
  type ProtocolName,
  Socket,
  SocketError,
  type TypeName,
} from '../../src/index.ts'
import { everyOption } from '../../src/protocols/index.ts'
import { type Limits, limitsText, type Option } from '../../src/protocols/option.ts'
import { FORBIDDEN, UNSUPPORTED } from '../support/kernel-support.ts'
import { optionStates } from '../support/option-states.ts'

// What the rows say that Linux takes, shown on the kernel: each end, and what lies beyond it.

const LEAST_ROWS = 20
/** What the codec of a row itself refuses does not reach the kernel. */
const OF_CODEC = 'RangeError'

const rows = everyOption().filter(({ details }) => details.takes)

for (const row of rows) {
  const { takes = [0, 0], unit } = row.details
  const [taken, refused] = endsOf(takes)
  test(`${row.name} takes ${limitsText(takes, unit)}`, { skip: lackOf(row) }, () => {
    for (const value of taken) assert.equal(outcomeOf(row, value), undefined, `${value}`)

    for (const value of refused) {
      const outcome = outcomeOf(row, value)
      assert.ok(outcome instanceof Error, `${value} is taken`)
      if (outcome.name === OF_CODEC) continue
      assert.ok(outcome instanceof SocketError)
      const hint = ` (it takes ${limitsText(takes, unit)}, not ${value})`
      assert.ok(outcome.message.endsWith(hint), outcome.message)
    }
  })
}

test('the table has the rows whose limits were measured', () => {
  assert.ok(rows.length >= LEAST_ROWS, `${rows.length}`)
})

test('a value within the limits is not said to be outside', { skip: noLimits() }, () => {
  using listener = new Socket('AF_INET')
  listener.bind('127.0.0.1:0')
  listener.listen()
  using connected = new Socket('AF_INET')
  connected.connectSync(listener.localAddress)

  assert.throws(
    () => {
      connected.setOption('TCP_FASTOPEN', 5)
    },
    { code: 'EINVAL', message: /\(the value is 5\)$/ },
  )
})

/** The ends of a range, and the numbers beyond them, without ends that are open. */
function endsOf([least, most, besides]: Limits): [taken: number[], refused: number[]] {
  const ends = most === Infinity ? [least] : [least, most]
  const beyond = most === Infinity ? [least - 1] : [least - 1, most + 1]
  return [
    besides === undefined ? ends : [...ends, besides],
    beyond.filter((value) => value !== besides),
  ]
}

/** Sets an option of a new socket; undefined, or the error. */
function outcomeOf(row: Option, value: number): unknown {
  const [family, type, protocol = 0] = row.details.testedOn ?? row.where.testedOn
  using socket = new Socket(family as FamilyName, type as TypeName, protocol as ProtocolName)
  const state = optionStates[row.name]?.(socket)
  try {
    socket.setOption(row.name as 'TCP_KEEPCNT', value)
    return undefined
  } catch (error) {
    return error
  } finally {
    state?.[Symbol.dispose]()
  }
}

/** Why a row cannot be shown here; false if it can. */
function lackOf(row: Option): string | false {
  if (noLimits()) return noLimits()
  try {
    const outcome = outcomeOf(row, row.details.takes?.find(Number.isFinite) ?? 0)
    if (!(outcome instanceof SocketError)) return false
    const { code } = outcome
    return UNSUPPORTED.has(code) || FORBIDDEN.has(code) ? `this kernel says ${code}` : false
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    return error.message // no socket of this kind, or not in this state
  }
}

function noLimits(): string | false {
  return process.platform !== 'linux' && 'the limits are those of Linux'
}
