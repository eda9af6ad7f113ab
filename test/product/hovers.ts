import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { everyControl, everyOption } from '../../src/protocols/index.ts'
import { openEditor } from './editor.ts'

/** A place where an editor shows information about names. */
interface Place {
  readonly what: string
  readonly names: readonly string[]
  /** A line of a program that ends with the name and perhaps punctuation. */
  readonly line: (name: string) => string
}

const options = everyOption()
const controls = everyControl()

const PLACES: readonly Place[] = [
  {
    what: 'an option in constants',
    names: options.map(({ name }) => name),
    line: (name) => `constants.${name};`,
  },
  {
    what: 'an option in the type of its value',
    names: options.map(({ name }) => name),
    line: (name) => `let _${name}: Options['${name}'];`,
  },
  {
    what: 'an option among those to set',
    names: options.filter(({ details }) => !details.readOnly).map(({ name }) => name),
    line: (name) => `socket.setOptions({ ${name}: `,
  },
  {
    what: 'a control message in constants',
    names: controls.map(({ name }) => name),
    line: (name) => `constants.${name};`,
  },
  {
    what: 'a received control message',
    names: controls.filter(({ details }) => !details.sendOnly).map(({ name }) => name),
    line: (name) => `message.control.${name};`,
  },
  {
    what: 'a control message to send',
    names: controls.filter(({ details }) => !details.receiveOnly).map(({ name }) => name),
    line: (name) => `socket.sendMessageSync({ data: '', control: { ${name}: `,
  },
]

/** What completes a line to a statement. */
const ENDS: readonly [RegExp, string][] = [
  [/^socket\.setOptions/, 'null! })'],
  [/^socket\.sendMessage/, 'null! } })'],
]

/** Tests what an editor shows over C names, and over both forms of a call. */
export function hoverSuite(project: string): void {
  const lines = PLACES.flatMap(({ names, line }) =>
    names.map((name) => {
      const [, end = ''] = ENDS.find(([start]) => start.test(line(name))) ?? []
      return `${line(name)}${end}\n`
    }),
  )
  const program = `import { constants, type Options, Socket } from 'berkeley'
    const socket = new Socket()
    const message = socket.recvMessageSync()
    ${lines.join('')}`
  const editor = openEditor(project, program)

  suite('over a name of C, an editor shows', () => {
    for (const { what, names, line } of PLACES) {
      test(`${what}, with its meaning and a link`, () => {
        const shown = names.map((name) => ({ name, ...editor.hover(line(name)) }))

        const silent = shown.filter(({ text }) => text.trim() === '').map(({ name }) => name)
        assert.deepEqual(silent, [])
        const unlinked = shown.filter(({ text }) => !text.includes('](https://'))
        assert.deepEqual(
          unlinked.map(({ name }) => name),
          [],
        )
      })
    }

    test('what its row says besides: unit, version, privilege, example', () => {
      const { text } = editor.hover('socket.setOptions({ SO_BUSY_POLL: ')
      const index = editor.hover('socket.setOptions({ SO_BINDTOIFINDEX: ')
      const linger = editor.hover('socket.setOptions({ SO_LINGER: ')

      assert.match(text, /Takes at least 0 µs\. Since Linux 3\.11\./)
      assert.match(index.text, /Since Linux 5\.1\. Setting it needs CAP_NET_RAW\./)
      assert.match(
        text,
        /See \[socket\(7\)\]\(https:\/\/man7\.org\/linux\/man-pages\/man7\/socket\.7\.html\)/,
      )
      assert.ok(linger.tags.some((tag) => tag.includes("setOption('SO_LINGER', {")))
    })
  })

  twinSuite(project)
}

function twinSuite(project: string): void {
  const start = `import * as berkeley from 'berkeley'
    const socket = new berkeley.Socket()
    `
  const offered = ['socket.', 'berkeley.'].flatMap((owner) => {
    const names = openEditor(project, `${start}${owner}`).members(`    ${owner}`)
    return names.map((name) => ({ owner, name }))
  })
  const program = `${start}${offered.map(({ owner, name }) => `${owner}${name};\n`).join('')}`
  const editor = openEditor(project, program)
  const has = (owner: string, name: string) =>
    offered.some((one) => one.owner === owner && one.name === name)

  test('over a blocking call, an editor shows the whole text of the other form', () => {
    const pairs = offered.filter(({ owner, name }) => has(owner, `${name}Sync`))

    const parts = pairs.filter(({ owner, name }) => {
      const [whole, blocking] = [`${owner}${name};`, `${owner}${name}Sync;`].map((text) =>
        editor.hover(text),
      )
      return !blocking?.text.includes(whole?.text ?? '') || blocking.text === whole?.text
    })

    assert.ok(pairs.length > 15, `${pairs.length} calls`)
    assert.deepEqual(parts, [])
  })

  test('over a try, an editor shows the whole text of the call that it is a try of', () => {
    const tries = offered.filter(({ name }) => name.startsWith('try'))

    const parts = tries.filter(({ owner, name }) => {
      const call = name.replace(/^try./, (start) => start.slice(3).toLowerCase())
      const one = editor.hover(`${owner}${name};`).text
      const whole = editor.hover(`${owner}${call};`).text
      return whole === '' || one === whole || !one.includes(whole)
    })

    assert.ok(tries.length > 7, `${tries.length} tries`)
    assert.deepEqual(parts, [])
  })
}
