import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePort } from '../support/free-port.ts'
import type { Closes } from '../support/kinds.ts'
import { startNode } from '../support/node-program.ts'
import { folderOf } from '../support/folder.ts'
import { CHILD_PATIENCE } from '../support/patience.ts'
import { loaderOptions, runnable } from '../support/runnable.ts'

const GUIDE = new URL('../../docs/guide/dialects/teajs.md', import.meta.url)
const ENTRY = fileURLToPath(runnable('src/dialects/teajs.ts'))

/**
 * In the style of TeaJS: sloppy mode with undeclared variables, one of which hides Node’s Buffer.
 */
const SERVER = `
  Socket = require("socket").Socket;
  Buffer = require("binary").Buffer;
  var CRLF = Buffer("\\r\\n", "ascii");
  server = new Socket(Socket.PF_INET, Socket.SOCK_STREAM, Socket.getProtoByName("tcp"));
  server.setOption(Socket.SO_REUSEADDR, true).bind("127.0.0.1", process.argv[2]).listen(10);
  console.log("listening");
  clients = [];
  quit = false;
  while (!quit) {
    var read = clients.concat(server);
    Socket.select(read, null, null, null);
    for (i in read) {
      if (read[i] === server) { clients.push(server.accept()); continue; }
      var client = read[i], data = client.receive(1000);
      if (data.length && data.indexOf(CRLF) >= 0) {
        with (data) line = range(0, indexOf(CRLF));
        console.log(String(line), line.toString("utf-8"));
        client.send(Buffer(line.toString("utf-8").toUpperCase() + "\\r\\n", "utf-8"));
        quit = line.toString("latin1", 0, 4) == "quit";
      }
      client.close();
      clients.splice(clients.indexOf(client), 1);
    }
  }
  server.close();
`

/** Sends each argument over its own connection, and prints the answers. */
const CLIENT = `
  const say = ([first, ...rest]) => first !== undefined && net.connect(args[0], '127.0.0.1', function () {
    this.write(first + '\\r\\n')
    this.on('data', (data) => console.log(String(data).trim())).on('end', () => say(rest))
  })
  say(args.slice(1))`

test('an unchanged program runs with the loader that the guide shows', async (t) => {
  const folder = folderOf(t)
  const loader =
    /^```js\n\/\/ teajs\.cjs\n(.*?)^```$/ms.exec(readFileSync(GUIDE, 'utf8'))?.[1] ?? ''
  assert.ok(loader.includes("'berkeley/teajs'"))
  writeFileSync(`${folder}/teajs.cjs`, loader.replace("'berkeley/teajs'", JSON.stringify(ENTRY)))
  writeFileSync(`${folder}/program.js`, SERVER)
  const port = await freePort()

  const { started, output } = run(t, `${folder}/teajs.cjs`, `${folder}/program.js`, port)
  await started
  const client = startNode(t, CLIENT, port, 'grüß', 'quit')

  assert.deepEqual((await client.output).trim().split('\n'), ['GRÜSS', 'QUIT'])
  assert.equal(await output, 'listening\n[Buffer 6] grüß\n[Buffer 4] quit\n')
})

function run(t: Closes, loader: string, ...program: (string | number)[]) {
  const child = spawn(
    process.execPath,
    [...loaderOptions, '--require', loader, ...program.map(String)],
    {
      // Coverage cannot be merged if a file is CommonJS only here.
      env: { ...process.env, NODE_V8_COVERAGE: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: CHILD_PATIENCE,
      killSignal: 'SIGKILL',
    },
  )
  t.after(() => child.kill('SIGKILL'))
  return { started: once(child.stdout, 'data'), output: text(child.stdout) }
}
