// Makes random calls of everything public on several sockets at once, and compares them with a
// model of what may happen: data arrives once and in order, every promise is settled at the
// latest when its socket is closed, and errors are those that the call, its options and the
// other end allow.

import { setImmediate, setTimeout as pause } from 'node:timers/promises'
import { PATIENCE } from '../../support/patience.ts'
import type { Ledger } from '../ledger.ts'
import { type Ordeal, run } from '../program.ts'
import type { Random } from '../random.ts'
import { Actor } from './actor.ts'
import { Door } from './doors.ts'
import { type End, type Link, makeLink } from './link.ts'
import { others } from './others.ts'
import { receiving } from './receiving.ts'
import { sending } from './sending.ts'

type Action = (actor: Actor) => void
const FREQUENT = [...Object.values(receiving), ...Object.values(sending)] as [Action, ...Action[]]
const ALL = [...FREQUENT, ...Object.values(others)] as [Action, ...Action[]]

const LINKS = 10
const DOORS = 2
const ACTIONS = 400

await run(async ({ rounds, random, ledger }: Ordeal) => {
  const links: Link[] = []
  const doors: Door[] = []
  for (let round = 0; round < rounds; round++) {
    await playRound(links, doors, random, ledger)
  }
  for (const link of links) await retire(link, random, ledger)
  for (const door of doors) door.close()
})

async function playRound(
  links: Link[],
  doors: Door[],
  random: Random,
  ledger: Ledger,
): Promise<void> {
  let left = ACTIONS
  while (left > 0) {
    while (links.length < LINKS) links.push(await makeLink(random, ledger))
    while (doors.length < DOORS) doors.push(new Door(random, ledger))
    const burst = 20 + random.below(60)
    left -= burst
    for (let i = 0; i < burst; i++) act(random.pick(links as [Link, ...Link[]]), random, ledger)
    for (const door of doors) door.act()
    if (random.once(12)) doors.shift()?.close()
    if (random.once(3)) await pause(random.below(3))
    else await setImmediate()
    if (random.once(20)) globalThis.gc?.()
    for (const link of [...links]) {
      if (!link.ends.some(({ gone }) => gone) && !random.once(60)) continue
      links.splice(links.indexOf(link), 1)
      await retire(link, random, ledger)
    }
  }
}

function act(link: Link, random: Random, ledger: Ledger): void {
  const actor = new Actor(random, ledger, link, random.once(2) ? 0 : 1)
  const action = random.pick(random.once(3) ? ALL : FREQUENT)
  if (!actor.end.gone && !actor.end.exclusive) action(actor)
}

/** Retires a link. If nothing was shut down or closed before, everything sent must arrive. */
async function retire(link: Link, random: Random, ledger: Ledger): Promise<void> {
  const { ends } = link
  if (!ends.some(({ gone, shut }) => gone || shut)) await drain(link, random, ledger)
  for (const end of ends) {
    end.gone = true
    end.socket.close()
  }
}

async function drain(link: Link, random: Random, ledger: Ledger): Promise<void> {
  const { ends, stream } = link
  const deadline = performance.now() + PATIENCE
  while (ends.some(isUnderWay) && performance.now() < deadline) {
    for (const which of [0, 1] as const) {
      const actor = new Actor(random, ledger, link, which)
      const { end } = actor
      if (end.reading === 0) receiving['recv']?.(actor)
      if (!stream || end.shut || end.sending > 0) continue
      end.shut = true // ends receives that wait for more data
      end.socket.shutdown('SHUT_WR')
    }
    await pause(1)
  }
  for (const { out, sending } of ends.filter(isUnderWay)) {
    ledger.fail('lost', `${out.sent} sent, ${out.got} received, ${sending} in progress`)
  }
}

function isUnderWay({ sending, out }: End): boolean {
  return sending > 0 || out.got < out.sent
}
