import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { connectSync, Socket } from '../../src/index.ts'
import { type Body, programFile } from '../support/body.ts'
import { folderOf } from '../support/folder.ts'
import { type Closes, closing } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'
import { loaderOptions } from '../support/runnable.ts'
import { needs, startPeer } from '../support/systemd.ts'

const skip = needs('systemd-socket-activate')

/** Has a body run once something arrives at one of these paths. */
async function socketActivate(
  t: Closes,
  args: readonly string[],
  paths: readonly string[],
  body: Body<unknown>,
): Promise<void> {
  // It passes none on by itself.
  const variables = Object.entries(process.env)
    .filter(([name]) => /^(PATH|NODE_|BERKELEY_|LD_|.SAN_|UBSAN_)/.test(name))
    .map(([name, value]) => `--setenv=${name}=${value ?? ''}`)
  const program = [process.execPath, ...loaderOptions, programFile(body)]
  const listening = paths.map((path) => `--listen=${path}`)
  const command = ['systemd-socket-activate', ...variables, ...args, ...listening, '--', ...program]
  const peer = startPeer(t, 'sh', ['-c', 'exec "$0" "$@" 2>&1', ...command])
  for (const path of paths)
    assert.match(await peer.line(), new RegExp(`^Listening on ${path} as \\d`))
}

test('systemd-socket-activate passes two listeners and their names', { skip }, async (t) => {
  const folder = folderOf(t)
  const paths = ['one', 'two'].map((name) => join(folder, name))
  await socketActivate(t, ['--fdname=first:second'], paths, async ({ systemd, PATIENCE }) => {
    const activated = systemd.activation()
    const second = activated.find(({ name }) => name === 'second')?.socket
    const connection = await second?.accept({ timeout: PATIENCE })
    const found = activated.map(({ name, socket }) => [
      name,
      socket?.localAddress,
      socket?.listening,
    ])
    await connection?.sendAll(JSON.stringify(found))
    connection?.close()
    for (const { socket } of activated) socket?.close()
  })

  const client = closing(t, connectSync({ path: paths[1] ?? '' }))
  const answer = await client.recv(1000, { timeout: PATIENCE })

  const family = 'AF_UNIX'
  assert.deepEqual(JSON.parse(String(answer)), [
    ['first', { family, path: paths[0] }, true],
    ['second', { family, path: paths[1] }, true],
  ])
})

test('systemd-socket-activate passes a connection that it has accepted', { skip }, async (t) => {
  const path = join(folderOf(t), 'each')
  await socketActivate(t, ['--accept'], [path], async ({ systemd }) => {
    const [first] = systemd.activation()
    await first?.socket?.sendAll(JSON.stringify([first.name, first.socket.listening]))
    first?.socket?.close()
  })

  const client = closing(t, connectSync({ path }))
  const answer = await client.recv(1000, { timeout: PATIENCE })

  const [, isListening] = JSON.parse(String(answer)) as [string, boolean]
  assert.equal(isListening, false)
})

test('systemd-socket-activate passes a datagram socket, with what has arrived', {
  skip,
}, async (t) => {
  const path = join(folderOf(t), 'datagrams')
  await socketActivate(t, ['--datagram'], [path], async ({ systemd, PATIENCE }) => {
    const [first] = systemd.activation()
    const { data, address } = (await first?.socket?.recvFrom(100, { timeout: PATIENCE })) ?? {}
    if (data && address)
      await first?.socket?.sendTo(`${String(data)} ${first.socket.type}`, address)
    first?.socket?.close()
  })

  const client = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
  client.bind({ family: 'AF_UNIX' })
  await client.sendTo('You are', { family: 'AF_UNIX', path })
  const answer = await client.recv(1000, { timeout: PATIENCE })

  assert.equal(String(answer), 'You are SOCK_DGRAM')
})
