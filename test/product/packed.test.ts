import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { pack } from '../../tools/pack.ts'
import { PATIENCE } from '../support/patience.ts'
import { completionSuite } from './completions.ts'
import { openEditor } from './editor.ts'
import { hoverSuite } from './hovers.ts'
import { typedProgramSuite } from './typed-programs.ts'

const packed = pack(process.env['BERKELEY_TEST_BUNDLES']) // always removed with the bundles
after(() => {
  packed[Symbol.dispose]()
})
const home = join(packed.project, 'node_modules/berkeley')
const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>
}
const entries = Object.keys(exports)
  .filter((entry) => entry !== './package.json')
  .map((entry) => entry.replace('.', 'berkeley'))

suite('the tarball', () => {
  test('is at most 900 KB', () => {
    const { size } = statSync(packed.tarball)

    assert.ok(size <= 900_000, `${size} bytes`)
  })

  test('has no table of constants that nothing uses', () => {
    const code = filesIn(join(home, 'dist')).filter((name) => /^\w+\.js$/.test(name))
    const unused = code.flatMap((name) => {
      const text = readFileSync(join(home, 'dist', name), 'utf8')
      const tables = [...text.matchAll(/^var (\w+) = .*\bnumbers\(/gm)].map(
        ([, table = '']) => table,
      )
      return tables.filter((table) => text.split(new RegExp(`\\b${table}\\b`)).length < 3)
    })

    assert.deepEqual(unused, [])
  })

  test('has no examples of options and no versions of Linux, which nothing reads', () => {
    const code = ['base.js', 'index.js'].map((name) =>
      readFileSync(join(home, 'dist', name), 'utf8'),
    )

    assert.doesNotMatch(code.join(''), /^ *(example|queryExample|readsBack|since):|[{,] since:/m)
  })

  test('has the tables of options in the index alone', () => {
    const [base, index] = ['base.js', 'index.js'].map((name) =>
      readFileSync(join(home, 'dist', name), 'utf8'),
    )

    assert.match(index ?? '', /^\s*SO_RCVBUF: option\(/m)
    assert.doesNotMatch(base ?? '', /^\s*SO_RCVBUF: option\(/m)
  })

  test('has no empty folder', () => {
    const folders = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(home, name)).isDirectory(),
    )

    assert.deepEqual(
      folders.filter((name) => readdirSync(join(home, name)).length === 0),
      [],
    )
  })

  test('holds the code, its declarations, the addon, its sources, pages and examples', () => {
    const KINDS = [
      /^dist\/[\w/-]+\.(js|d\.ts)$/,
      /^native\/([\w-]+\.[ch]|[\w-]+\.inc|binding\.gyp)$/,
      /^prebuilds\/[\w-]+\/berkeley[\w.]*\.node$/,
      /^docs\/((guide|cookbook|reference)\/[\w/-]+|not-implemented)\.md$/,
      /^examples\/[\w/-]+\.(ts|mjs|py)$/,
      /^(CHANGELOG\.md|LICENSE|README\.md|package\.json)$/,
    ]

    const strays = filesIn(home).filter((file) => !KINDS.some((kind) => kind.test(file)))

    assert.deepEqual(strays, [])
  })

  test('has a code file for each entry, and one for what the entries of each kind share', () => {
    const code = filesIn(home).filter((file) => file.endsWith('.js'))

    const shared = ['dist/base.js', 'dist/dialects/shared.js']
    assert.deepEqual(code.sort(), [...Object.values(exports).flatMap(codeOf), ...shared].sort())
  })

  test('has code in readable lines', () => {
    const lines = filesIn(home)
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => readFileSync(join(home, file), 'utf8').split('\n'))

    const long = lines.filter((line) => line.length > 200)
    assert.ok(long.length < lines.length / 100, `${long.length} of ${lines.length} are long`)
  })
})

suite('what is installed', { concurrency: 2 }, () => {
  for (const entry of entries) {
    test(`${entry} can be imported by itself`, async () => {
      const program = `console.log(Object.keys(await import('${entry}')).length > 0)`

      assert.equal((await run(program)).stdout, 'true\n')
    })
  }

  test('functions and classes have the names of their exports', async () => {
    const program = `for (const entry of ${JSON.stringify(entries)}) {
        const { default: members = {}, ...exported } = await import(entry)
        for (const [name, value] of Object.entries({ ...members, ...exported })) {
          if (typeof value !== 'function') continue
          if (new RegExp('^_?' + name + '[0-9]*$').test(value.name) && value.name !== name) {
            console.log(entry, name, value.name)
          }
        }
      }`

    assert.equal((await run(program)).stdout, '')
  })

  test('require() returns the same module', async () => {
    const program = `import { createRequire } from 'node:module'
      import { Socket } from 'berkeley'
      const require = createRequire(process.cwd() + '/')
      console.log(require('berkeley').Socket === Socket)`

    assert.equal((await run(program)).stdout, 'true\n')
  })

  test('berkeley/bpf works without the addon', async () => {
    const program = `process.env.BERKELEY_ADDON = '/nowhere/berkeley.node'
      const { assemble, interpret } = await import('berkeley/bpf')
      console.log(interpret(assemble('ldb [1]\\nret a'), Buffer.of(1, 2)))`

    assert.equal((await run(program)).stdout, '2\n')
  })
})

/** Programs that throw an uncaught error, the output, and where its stack trace begins. */
const UNCAUGHT: [what: string, program: string, printed: RegExp, begins: RegExp][] = [
  [
    'a refusal',
    `import { connectSync, listenSync } from 'berkeley'
    const listener = listenSync({ host: '127.0.0.1' })
    const address = listener.localAddress
    listener.close()
    connectSync(address)`,
    /^SocketError: connect ECONNREFUSED 127\.0\.0\.1:\d+: connection refused$/m,
    /^ +at connectSync .*\n +at file:.*program-/m,
  ],
  [
    'a refusal of an awaited connect',
    `import { connect, listenSync } from 'berkeley'
    const listener = listenSync({ host: '127.0.0.1' })
    const address = listener.localAddress
    listener.close()
    await connect(address)`,
    /^SocketError: connect ECONNREFUSED 127\.0\.0\.1:\d+: connection refused$/m,
    /^ +at (async )?connect .*\n +at async file:.*program-/m,
  ],
  [
    'a timeout',
    `import { Socket } from 'berkeley'
    const [one] = Socket.pair()
    await one.recv(1, { timeout: 1 })`,
    /^SocketTimeoutError: recv ERR_SOCKET_TIMEOUT: timed out after 1 ms$/m,
    /timed out after 1 ms\n +at async file:.*program-/,
  ],
  [
    'a misuse',
    `import { Socket } from 'berkeley'
    new Socket().setOption('SO_LINGER', { on: true, seconds: 0 })`,
    /^TypeError: .*\bon\b/m,
    /^ +at Socket\.setOption .*\n +at file:.*program-/m,
  ],
  [
    'a failed import',
    `process.env.BERKELEY_ADDON = '/nowhere/berkeley.node'
    await import('berkeley')`,
    /^Error: Cannot load berkeley .*BERKELEY_ADDON is \/nowhere\/berkeley\.node: not there$/m,
    /\n +at async file:.*program-/,
  ],
]

suite('an uncaught error', { concurrency: 2 }, () => {
  for (const [what, program, printed, begins] of UNCAUGHT) {
    test(`prints less than 2 KB, and its caller, when it is ${what}`, async () => {
      const { code, stderr } = await run(program)

      assert.equal(code, 1)
      assert.match(stderr, printed)
      assert.match(stderr, begins)
      assert.ok(stderr.length < 2000, `${stderr.length} characters:\n${stderr}`)
    })
  }
})

suite('a bundle without an addon', { concurrency: 2 }, () => {
  for (const format of ['esm', 'cjs'] as const) {
    test(`says in less than 1 KB where it looked, and what to do, in the format ${format}`, async () => {
      const folder = join(packed.project, `bundle-${format}`)
      const file = join(folder, format === 'esm' ? 'main.mjs' : 'main.cjs')
      await build({
        stdin: { contents: `import 'berkeley/raw'`, resolveDir: packed.project },
        ...{ bundle: true, minify: true, platform: 'node', format, outfile: file },
        ignoreAnnotations: true, // or nothing would be left of the import
        logLevel: 'error',
      })

      const { status, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' })

      const [, message = ''] = /^Error: (Cannot load berkeley on .*)$/m.exec(stderr) ?? []
      assert.equal(status, 1)
      assert.ok(message.includes(`${folder}/prebuilds/${process.platform}-${process.arch}/: not`))
      assert.match(message, /docs\/guide\/bundlers\.md/)
      assert.ok(message.length < 1000, `${message.length} characters: ${message}`)
      assert.ok(stderr.length < 2000, `${stderr.length} characters:\n${stderr}`)
    })
  }
})

suite('in an editor', () => {
  const PROGRAM = `import { Socket } from 'berkeley'
    const socket = new Socket()
    class Mine extends Socket { own() { this.own } }`
  const members = openEditor(packed.project, `${PROGRAM}\nsocket.`).members('\nsocket.')
  const calls = members.map((name) => `socket.${name};\n`)
  const editor = openEditor(packed.project, `${PROGRAM}\n${calls.join('')}`)
  /** Types of the language and of Node. */
  const STANDARD = ['ArrayBufferLike', 'ArrayBufferView', 'AsyncGenerator']
  const known = new Set([...editor.exported, ...STANDARD])

  test('shows every member of a Socket with public types and a comment', () => {
    const shown = members.map((name) => ({ name, ...editor.hover(`socket.${name}`) }))

    const strange = shown.filter(({ types }) => !types.every((type) => known.has(type)))
    assert.deepEqual(
      strange.map(({ title }) => title),
      [],
    )
    assert.deepEqual(
      shown.filter(({ text }) => text === '').map(({ name }) => name),
      [],
    )
  })

  test('shows every call that waits as a method of Socket', () => {
    const calls = members.filter((name) => members.includes(`${name}Sync`))

    const titles = calls.map((name) => editor.hover(`socket.${name}`).title)

    assert.ok(calls.length > 0)
    assert.deepEqual(
      titles.filter((title) => !/^\(method\) Socket[.<]/.test(title)),
      [],
    )
  })

  test('shows two ways to create a Socket: by its family, and without arguments', () => {
    const { title } = editor.hover('new Socket')

    assert.match(title, /new Socket<AnyFamily>\(\): Socket<AnyFamily> \(\+1 overload\)/)
  })

  test('offers subclasses of Socket no more members than its users', () => {
    const own = editor.members('this.').filter((name) => name !== 'own')

    assert.deepEqual(own, members)
  })
})

hoverSuite(packed.project)
completionSuite(packed.project)
typedProgramSuite(packed.project)

suite('the declarations', () => {
  // The compiler's errors in these files if it also checks libraries.
  const printed = compile(
    entries.map((entry, i) => `import * as all${i} from '${entry}'`).join('\n'),
  )

  test('have no errors', () => {
    assert.deepEqual(
      printed.filter((line) => line.includes('error TS')),
      [],
    )
  })

  const declarations = filesIn(home).filter((file) => file.endsWith('.d.ts'))

  test('have links to names that they declare or import', () => {
    const broken = declarations.flatMap((file) => {
      const text = readFileSync(join(home, file), 'utf8')
      const code = text.replace(/\/\*.*?\*\//gs, '')
      return Array.from(text.matchAll(/\{@link (?!https:)(\w+)/g), ([, name = '']) => name)
        .filter((name) => !new RegExp(`\\b${name}\\b`).test(code))
        .map((name) => `${file}: ${name}`)
    })

    assert.deepEqual(broken, [])
  })

  test('of the index are one file, which is cheap to check', () => {
    const program = `import { connect, Socket } from 'berkeley'
      const socket: Socket = await connect({ host: 'localhost', port: 80 })
      socket.setOption('TCP_NODELAY', true)
      console.log((await socket.recv(5)).length)`

    const printed = compile(program, '--skipLibCheck', '--extendedDiagnostics')

    const read = printed.filter((line) => line.startsWith(home))
    assert.deepEqual(read, [join(home, 'dist/index.d.ts')])
    const count = printed.find((line) => line.startsWith('Instantiations:')) ?? ''
    assert.ok(Number(/\d+/.exec(count)?.[0]) < 2000, count)
  })

  test('are all reachable from the entries', () => {
    assert.deepEqual(
      declarations.filter((file) => !printed.includes(join(home, file))),
      [],
    )
  })
})

/** The compiler's output for a program in the project. */
function compile(program: string, ...more: string[]): string[] {
  writeFileSync(join(packed.project, 'compiled.ts'), program)
  const tsc = [resolve('node_modules/ts7/bin/tsc'), 'compiled.ts', '--ignoreConfig', '--noEmit']
  const options = [
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--types',
    'node',
    '--listFiles',
  ]
  const { stdout } = spawnSync(process.execPath, [...tsc, ...options, ...more], {
    cwd: packed.project,
    encoding: 'utf8',
  })
  return stdout.split('\n')
}

let programs = 0

/** Runs a program in the project. */
async function run(program: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = `program-${++programs}.mjs`
  writeFileSync(join(packed.project, file), program)
  const options = { cwd: packed.project, timeout: PATIENCE }
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [file], options)) }
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string }
  }
}

function codeOf(entry: unknown): string[] {
  return typeof entry === 'string' ? [] : [(entry as { default: string }).default.replace('./', '')]
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  )
}
