import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { Socket, SocketError } from '../../src/index.ts'
import * as systemd from '../../src/systemd.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { folderOf, workInFolder } from '../support/folder.ts'
import { type HostileArgument, hostile, hostileTime } from '../support/hostile.ts'
import { closing } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'
import { setVariable } from '../support/systemd.ts'

type Anything = (...args: unknown[]) => unknown

workInFolder({ after })

const functions = Object.entries(systemd).filter(([, value]) => typeof value === 'function')

/** Objects with the names that these functions know, and any values. */
const named = fc.dictionary(
  fc.constantFrom('READY', 'STATUS', 'FDNAME', 'X_A', 'MESSAGE', 'PRIORITY', 'fds', 'pid', 'path'),
  hostile,
  { maxKeys: 4 },
)

for (const [name, value] of functions) {
  test(`${name} accepts any argument or rejects it, and leaves nothing open`, {
    skip: cannotCount,
  }, async (t) => {
    // Nobody processes a barrier: it would wait.
    const folder = folderOf(t)
    const path = join(folder, 'notify')
    const socket = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
    if (!name.startsWith('barrier')) socket.bind(path)
    setVariable(t, 'NOTIFY_SOCKET', path)
    const before = openSockets()

    await fc.assert(
      fc.asyncProperty(hostile, named, named, hostileTime, fc.nat(3), async (...given) => {
        const [make, state, options, time, how] = given
        const args = [make(), time()]
        const [one, timeout] = args.map((arg) => arg.value)
        const fields = made(state, args)
        // Not into the journal of this machine.
        const ours = name.startsWith('journal') ? { path: join(folder, 'journal') } : {}
        const known = { ...made(options, args), timeout, ...ours }

        await outcome(args, async () => {
          const call = value as Anything
          const last = how < 2 || name.startsWith('journal') ? known : one
          await settled(call(how === 0 ? one : fields, last))
        })
        while (socket.tryRecv() !== null);
      }),
      { numRuns: 300 },
    )

    assert.deepEqual(openSockets(), before)
  })
}

/** The values of an object, which are added to the arguments. */
function made(makers: Record<string, () => HostileArgument>, args: HostileArgument[]): object {
  const entries = Object.entries(makers).map(([name, make]) => {
    const argument = make()
    args.push(argument)
    return [name, argument.value] as const
  })
  return Object.fromEntries(entries)
}

async function outcome(args: HostileArgument[], call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (error) {
    const isDocumented =
      error instanceof TypeError ||
      error instanceof RangeError ||
      error instanceof SocketError ||
      (error instanceof Error && error.name === 'AbortError') ||
      args.some((one) => one.isOurs(error))
    if (!isDocumented) throw error
  }
}

async function settled(answer: unknown): Promise<unknown> {
  if (!(answer instanceof Promise)) return answer
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new assert.AssertionError({ message: 'It hangs' }))
    }, PATIENCE)
  })
  return await Promise.race([answer, late]).finally(() => {
    clearTimeout(timer)
  })
}
