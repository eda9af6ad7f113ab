import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { pack } from '../../tools/pack.ts'
import type { Body } from '../support/body.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { linksIn, linksToNoHeading } from '../support/page-links.ts'
import { CHILD_PATIENCE } from '../support/patience.ts'

const packed = pack(process.env['BERKELEY_TEST_BUNDLES']) // always removed with the bundles
after(() => {
  packed[Symbol.dispose]()
})
const home = join(packed.project, 'node_modules/berkeley')
const readme = readFileSync(join(home, 'README.md'), 'utf8')

/** The JavaScript programs in the README, each with the title of its section. */
const programs = Array.from(
  readme.matchAll(/^```js\n(.*?)^```$/gms),
  ({ 1: code = '', index }): [section: string, code: string] => [
    /^#+ (.*)$/.exec(readme.slice(0, index).split('\n').findLast(isHeading) ?? '')?.[1] ?? '',
    code,
  ],
)
const recipes = new Map(programs.slice(1))

test('the first program of the README runs in a folder with the package alone', async () => {
  const [, code = ''] = programs[0] ?? []
  writeFileSync(join(packed.project, 'first.mjs'), code)
  const options = { cwd: packed.project, timeout: CHILD_PATIENCE }

  const { stdout } = await promisify(execFile)(process.execPath, ['first.mjs'], options)

  assert.match(
    stdout,
    new RegExp(`^\\{ pid: \\d+, uid: ${process.getuid?.()}, gid: \\d+ \\}\nHello\n$`),
  )
})

for (const [name, printed] of [
  ['echo-server', /Is anybody there\?\n$/],
  ['blocking-http-get', /Hello\n$/],
] as const) {
  test(`a copy of examples/${name}.ts runs with tsx in a project of modules`, async () => {
    cpSync(join(home, `examples/${name}.ts`), join(packed.project, `${name}.ts`))
    writeFileSync(join(packed.project, 'tsconfig.json'), '{}') // not ours: it maps to src/
    const options = { cwd: packed.project, timeout: CHILD_PATIENCE }

    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), `${name}.ts`, `@copy-${process.pid}`],
      options,
    )

    assert.match(stdout, printed)
  })
}

suite('the recipes of the README', { skip: cannotUnshare, concurrency: 2 }, () => {
  /** Returns the result of a body that runs next to the recipe, whose file it is given. */
  async function beside<T>(recipe: string, body: Body<T>): Promise<T> {
    const code = recipes.get(recipe)
    assert.ok(code !== undefined, `${recipe}: only ${[...recipes.keys()].join(', ')}`)
    tested.add(recipe)
    const file = join(packed.project, `recipe-${tested.size}.mjs`)
    writeFileSync(file, code)
    const { result, errors } = await inChild(body, {
      env: { RECIPE: file },
      network: `
        mount -t tmpfs tmpfs /run
        echo '0 2147483647' >/proc/sys/net/ipv4/ping_group_range`,
    })
    assert.ok(result !== undefined, errors)
    return result
  }
  const tested = new Set<string>()

  for (const [recipe, expected] of [
    [
      'TCP_USER_TIMEOUT on an HTTP server',
      /^The round trip to you takes \d+ µs, TCP_USER_TIMEOUT is 10000 ms\n$/,
    ],
    ['An HTTP server on a socket of your own', /^Hello, 127\.0\.0\.1\n$/],
  ] as const) {
    test(`answer a client: ${recipe}`, async () => {
      const { url, answer } = await beside(recipe, async ({ PATIENCE }) => {
        const { spawn } = await import('node:child_process')
        const { createInterface } = await import('node:readline')
        const child = spawn(process.execPath, [process.env['RECIPE'] ?? ''], {
          stdio: ['ignore', 'pipe', 'inherit'],
          timeout: 3 * PATIENCE,
        })
        const lines = createInterface({ input: child.stdout })
        const url = String((await lines[Symbol.asyncIterator]().next()).value)
        const answer = await (await fetch(url)).text()
        child.kill()
        return { url, answer }
      })

      assert.equal(url, 'http://127.0.0.1:8080')
      assert.match(answer, expected)
    })
  }

  test('send metrics, and drop those that find no room or no daemon', async () => {
    const { received, printed, alone } = await beside(
      'Metrics to StatsD over a Unix socket',
      async ({ Socket }) => {
        const { spawnSync } = await import('node:child_process')
        const run = () =>
          spawnSync(process.execPath, [process.env['RECIPE'] ?? ''], { encoding: 'utf8' }).stdout
        const alone = run()
        const daemon = new Socket('AF_UNIX', 'SOCK_DGRAM')
        daemon.bind('/run/statsd.sock')
        const printed = run()
        const received: string[] = []
        for (;;) {
          const metric = daemon.tryRecv()
          if (metric === null) break
          received.push(String(metric))
        }
        return { received, printed, alone }
      },
    )

    assert.equal(alone, '1000 dropped\n')
    assert.ok(received.length > 0)
    assert.deepEqual(new Set(received), new Set(['visits:1|c']))
    assert.equal(printed, `${1000 - received.length} dropped\n`)
  })

  test('pass a descriptor', {
    skip: !existsSync('/etc/hostname') && 'no /etc/hostname',
  }, async () => {
    const printed = await beside('Pass a descriptor to another process', async () => {
      const { execFileSync } = await import('node:child_process')
      return String(execFileSync(process.execPath, [process.env['RECIPE'] ?? '']))
    })

    assert.equal(printed, `a file: ${readFileSync('/etc/hostname', 'utf8')}\n`)
  })

  test('talk to Redis without promises', async () => {
    const { printed, asked } = await beside('Redis in a script, without promises', async () => {
      const { execFile } = await import('node:child_process')
      const { createServer } = await import('node:net')
      const { promisify } = await import('node:util')
      const asked: string[] = []
      const redis = createServer((client) => {
        client.on('data', (data) => {
          asked.push(String(data))
          client.write(`:${asked.length}\r\n`)
        })
      })
      await new Promise<void>((resolve) => {
        redis.listen(6379, '127.0.0.1', resolve)
      })
      const run = promisify(execFile)
      const { stdout } = await run(process.execPath, [process.env['RECIPE'] ?? ''])
      redis.close()
      return { printed: stdout, asked }
    })

    assert.deepEqual(asked, ['INCR visits\r\n'])
    assert.equal(printed, ':1\n')
  })

  test('ping without a raw socket', async () => {
    const printed = await beside('Ping without root', async () => {
      const { execFileSync } = await import('node:child_process')
      return String(execFileSync(process.execPath, [process.env['RECIPE'] ?? '']))
    })

    assert.match(printed, /^type 0 after [\d.]+ ms\n$/)
  })

  after(() => {
    assert.deepEqual([...tested].sort(), [...recipes.keys()].sort())
  })
})

suite('the pages in the package', () => {
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' })
  const links = linksIn(
    files.filter((file) => file.endsWith('.md')),
    home,
  )

  test('have links to files in the package', () => {
    const broken = links.filter(({ to }) => to.startsWith('..') || !existsSync(join(home, to)))

    assert.ok(links.some(({ page }) => page === 'README.md'))
    assert.deepEqual(broken, [])
  })

  test('have links to headings that are there', () => {
    assert.deepEqual(linksToNoHeading(links, home), [])
  })
})

function isHeading(line: string): boolean {
  return line.startsWith('#')
}
