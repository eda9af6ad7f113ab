import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cannotUnshare, inChild } from '../support/child.ts'

const network = 'echo 3 > /proc/sys/net/ipv4/tcp_fastopen' // client and server

/** The two forms of each call, which the bodies find in their environment. */
const forms = [
  { name: 'awaited', SUFFIX: '' },
  { name: 'blocking', SUFFIX: 'Sync' },
]

for (const { name, SUFFIX } of forms) {
  test(`MSG_FASTOPEN sends with the SYN to a peer whose cookie is known, and else only connects: ${name}`, {
    skip: cannotUnshare,
  }, async () => {
    const { result, errors } = await inChild(
      async ({ Socket, constants }) => {
        const call = async (socket: object, method: string, ...args: unknown[]) => {
          const member: unknown = Reflect.get(socket, method + (process.env['SUFFIX'] ?? ''))
          return (await (member as (...given: unknown[]) => unknown).apply(socket, args)) as never
        }
        const listener = new Socket('AF_INET')
        listener.setOption('TCP_FASTOPEN', 5)
        listener.bind('127.0.0.1:0')
        listener.listen()
        const rounds: unknown[] = []
        for (const cookie of ['unknown', 'known']) {
          const client = new Socket('AF_INET')
          const flags = constants.MSG_FASTOPEN
          const taken = await call(client, 'sendTo', 'abc', listener.localAddress, { flags }).catch(
            (error: unknown) => (error as { code: string }).code,
          )
          if (cookie === 'unknown') await call(client, 'send', 'abc')
          const server = await call(listener, 'accept')
          const received = String(await call(server, 'recv'))
          const { options } = client.getOption('TCP_INFO')
          rounds.push({ taken, received, inSyn: (options & constants.TCPI_OPT_SYN_DATA) !== 0 })
        }
        return rounds
      },
      { network, env: { SUFFIX } },
    )

    assert.deepEqual(
      result,
      [
        { taken: 'EINPROGRESS', received: 'abc', inSyn: false },
        { taken: 3, received: 'abc', inSyn: true },
      ],
      errors,
    )
  })

  test(`TCP_FASTOPEN_CONNECT leaves connecting to the first send when the cookie is known: ${name}`, {
    skip: cannotUnshare,
  }, async () => {
    const { result, errors } = await inChild(
      async ({ Socket, constants }) => {
        const call = async (socket: object, method: string, ...args: unknown[]) => {
          const member: unknown = Reflect.get(socket, method + (process.env['SUFFIX'] ?? ''))
          return (await (member as (...given: unknown[]) => unknown).apply(socket, args)) as never
        }
        const listener = new Socket('AF_INET')
        listener.setOption('TCP_FASTOPEN', 5)
        listener.bind('127.0.0.1:0')
        listener.listen()
        const rounds: unknown[] = []
        for (const cookie of ['unknown', 'known']) {
          const client = new Socket('AF_INET')
          client.setOption('TCP_FASTOPEN_CONNECT', true)
          await call(client, 'connect', listener.localAddress)
          const { state } = client.getOption('TCP_INFO')
          const taken = await call(client, 'send', 'abc')
          const server = await call(listener, 'accept')
          const received = String(await call(server, 'recv'))
          const { options } = client.getOption('TCP_INFO')
          const inSyn = (options & constants.TCPI_OPT_SYN_DATA) !== 0
          const established = state === constants.TCP_ESTABLISHED
          rounds.push({ cookie, established, taken, received, inSyn })
        }
        return rounds
      },
      { network, env: { SUFFIX } },
    )

    assert.deepEqual(
      result,
      [
        { cookie: 'unknown', established: true, taken: 3, received: 'abc', inSyn: false },
        { cookie: 'known', established: false, taken: 3, received: 'abc', inSyn: true },
      ],
      errors,
    )
  })
}
