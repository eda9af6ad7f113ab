import type { ControlMessage } from '../../src/protocols/control.ts'
import * as controlTables from '../../src/protocols/control-tables.ts'
import { everyControl, optionByName } from '../../src/protocols/index.ts'
import type { Described } from './described.ts'
import { anchor, code, codeLink, page, prose } from './markdown.ts'
import { sectionsByPage } from './sections.ts'
import { shown } from './shown.ts'
import { triedOn } from './tried.ts'
import { Types } from './types.ts'

/** docs/reference/control-messages.md. */
export function controlPage(
  described: Described,
  elsewhere: (name: string) => string | undefined,
): string {
  const types = new Types(described, elsewhere)
  const received = described.members('controlValues')
  const sent = described.members('controlInputs')
  const membersOf = ({ name }: ControlMessage) => {
    const [get, put] = [received.get(name), sent.get(name)]
    const either = get ?? put
    if (!either) throw new Error(`The compiler does not know ${name}`)
    return { either, put: put ?? either }
  }
  const sections = sectionsByPage<ControlMessage>({
    tables: controlTables,
    meanings: described.comments('controlTables'),
    facts: (row) => {
      const { either, put } = membersOf(row)
      return [
        types.value(either, put, row.details.unit, 'sent'),
        directionOf(row),
        enablerOf(row),
        row.details.needs === undefined ? '' : `needs ${row.details.needs}`,
      ]
    },
    tried: triedOn('control messages'),
    body: (row) => [
      prose(membersOf(row).either.meaning, linksIn(row.name)),
      ...types.describeNew(),
    ],
  })
  return page(
    '# Control messages',
    'Data that accompanies a message: `socket.sendMessage({ data, control: { IP_TTL: 9 } })`, and `control` of the result of `recvMessage`. The first line of each entry says the type of the value and its unit; whether it can be **sent** or **received**; the option that makes the kernel add it to each receive; the capability that sending it **needs**; the first Linux that has it, unless every supported kernel does; and the kernels on which the tests have **tried** it. Every received message is in `control.raw` too, as bytes.',
    'The messages are listed [from A to Z](#a-to-z) and [by man page](#by-man-page).',
    '`SCM_RIGHTS` and `SCM_PIDFD` are not listed, because their values are descriptors. `SCM_RIGHTS` passes descriptors between Unix sockets: to send, anything that has a descriptor; received, `Descriptor`s. `SCM_PIDFD` is a pidfd of the sender, received as a `Descriptor` if [`SO_PASSPIDFD`](options.md#so_passpidfd) is set.',
    ...sections,
  )
}

function directionOf({ details: { sendOnly, receiveOnly, queued } }: ControlMessage): string {
  if (queued) return 'error queue'
  if (sendOnly) return 'send'
  return receiveOnly ? 'receive' : 'receive, send'
}

function enablerOf({ details: { enabledBy } }: ControlMessage): string {
  if (enabledBy === undefined) return ''
  return typeof enabledBy === 'string'
    ? `enabled by ${codeLink(enabledBy, optionLink)}`
    : `enabled by ${codeLink(enabledBy[0], optionLink)}: ${code(shown(enabledBy[1]))}`
}

/** The link to an option on its page. */
function optionLink(name: string): string | undefined {
  return optionByName(name) ? `options.md#${anchor(name)}` : undefined
}

/** Where the names in a message's text link to: another message, or else an option. */
function linksIn(own: string): (name: string) => string | undefined {
  return (name) => {
    if (name === own) return undefined
    return everyControl().some((one) => one.name === name) ? `#${anchor(name)}` : optionLink(name)
  }
}
