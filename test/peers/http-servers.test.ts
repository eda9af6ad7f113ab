import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { after, suite, test } from 'node:test'
import { freePort } from '../support/free-port.ts'
import { pattern } from '../support/streams.ts'
import { echo, echoLater, LARGE } from './support/echo.ts'
import { needs } from './support/programs.ts'
import { beneath, type Door, serve, type Way, WAYS } from './support/ways.ts'
import { succeeds, Workplace } from './support/workplace.ts'

type Test = Pick<typeof import('node:test'), 'after'>

void suite('servers of http and https', { skip: needs('curl', 'wrk', 'nginx', 'openssl') }, () => {
  const place = new Workplace({ after })

  for (const way of WAYS) {
    test(`curl over ${way} sends 4 MB, and gets the same back`, async (t) => {
      const door = await serving(t, way)

      await curlEchoes(...urlOf(way, door))
    })

    test(`curl over ${way} asks twice on one connection`, async (t) => {
      const door = await serving(t, way)
      const url = urlOf(way, door)

      const written = await succeeds(
        place.spawn(
          'curl',
          '-sS',
          '-w',
          '%{num_connects} ',
          ...url,
          '--next',
          '-w',
          '%{num_connects} ',
          ...url,
        ),
      )

      assert.equal(written.toString(), 'Hello\n1 Hello\n0 ')
    })
  }

  for (const way of ['TCP', 'TLS'] as const) {
    test(`wrk over ${way} sees no error on 64 connections`, async (t) => {
      const door = await serving(t, way)

      await wrkSeesNoError(...urlOf(way, door))
    })
  }

  test('nginx proxies to a server on a Unix socket', async (t) => {
    const [door, port] = [await serving(t, 'Unix', echoLater), await freePort()]
    assert.ok('path' in door)
    await startNginx(port, door.path)
    const url = `http://127.0.0.1:${port}/`

    await curlEchoes(url)
    await wrkSeesNoError(url)
  })

  function serving(t: Test, way: Way, answer = echo): Promise<Door> {
    const { key, cert } = place.certificate
    const server: Server =
      way === 'TLS' ? createSecureServer({ key, cert }, answer) : createServer(answer)
    return serve(t, beneath(way), place, (stream) => server.emit('connection', stream))
  }

  function urlOf(way: Way, door: Door): string[] {
    if ('path' in door) return ['--unix-socket', door.path, 'http://localhost/']
    const certificate = ['--cacert', place.certificate.certFile]
    if (way === 'TLS') return [...certificate, `https://localhost:${door.port}/`]
    return [`http://127.0.0.1:${door.port}/`]
  }

  async function curlEchoes(...args: string[]): Promise<void> {
    const body = pattern(LARGE)
    const curl = place.spawn('curl', '-sS', '-f', '--data-binary', '@-', ...args)
    curl.stdin.end(body)
    assert.ok((await succeeds(curl)).equals(body))
  }

  async function wrkSeesNoError(...args: string[]): Promise<void> {
    const wrk = place.spawn('wrk', '-t1', '-c64', '-d2s', args.at(-1) ?? '')
    const report = (await succeeds(wrk)).toString()
    assert.match(report, /[1-9]\d* requests in /)
    assert.doesNotMatch(report, /Socket errors|Non-2xx/)
  }

  async function startNginx(port: number, path: string): Promise<void> {
    const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    const config = `
      daemon off; user root; worker_processes 1; pid nginx.pid; error_log stderr notice;
      events { }
      http {
        access_log off; client_max_body_size 0;
        ${folders.map((name) => `${name}_temp_path ${place.path(name)};`).join(' ')}
        upstream ours { server unix:${path}; keepalive 8; }
        server {
          listen 127.0.0.1:${port};
          location / {
            proxy_pass http://ours; proxy_http_version 1.1; proxy_set_header Connection "";
          }
        }
      }`
    writeFileSync(place.path('nginx.conf'), config)
    await place.start(/start worker process /, 'nginx', '-p', place.folder, '-c', 'nginx.conf')
  }
})
