import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cannotUnshare, inChild } from '../support/child.ts'
import { forms } from '../support/forms.ts'

const network = 'echo 3 > /proc/sys/net/ipv4/tcp_fastopen' // for client and server

for (const { name } of forms) {
  test(`MSG_FASTOPEN sends with the SYN to a peer whose cookie is known, and else only connects: ${name}`, {
    skip: cannotUnshare,
  }, async () => {
    const { result, errors } = await inChild(
      async ({ Socket, arrived, constants, forms }) => {
        const form = forms.find(({ name }) => name === process.env['FORM'])
        if (!form) throw new Error('No such form')
        const listener = new Socket('AF_INET')
        listener.setOption('TCP_FASTOPEN', 5)
        listener.bind('127.0.0.1:0')
        listener.listen()
        const rounds: unknown[] = []
        for (const cookie of ['unknown', 'known']) {
          const client = new Socket('AF_INET')
          const flags = constants.MSG_FASTOPEN
          const taken = await form
            .call(client, 'sendTo', 'abc', listener.localAddress, { flags })
            .catch((error: unknown) => (error as { code: string }).code)
          if (cookie === 'unknown') await form.call(client, 'send', 'abc')
          const server = await form.call(listener, 'accept')
          const received = String(await form.call(server, 'recv'))
          arrived(client, constants.POLLOUT) // the answer to the SYN
          const { options } = client.getOption('TCP_INFO')
          rounds.push({ taken, received, inSyn: (options & constants.TCPI_OPT_SYN_DATA) !== 0 })
        }
        return rounds
      },
      { network, env: { FORM: name } },
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
      async ({ Socket, arrived, constants, forms }) => {
        const form = forms.find(({ name }) => name === process.env['FORM'])
        if (!form) throw new Error('No such form')
        const listener = new Socket('AF_INET')
        listener.setOption('TCP_FASTOPEN', 5)
        listener.bind('127.0.0.1:0')
        listener.listen()
        const rounds: unknown[] = []
        for (const cookie of ['unknown', 'known']) {
          const client = new Socket('AF_INET')
          client.setOption('TCP_FASTOPEN_CONNECT', true)
          await form.call(client, 'connect', listener.localAddress)
          const { state } = client.getOption('TCP_INFO')
          const taken = await form.call(client, 'send', 'abc')
          const server = await form.call(listener, 'accept')
          const received = String(await form.call(server, 'recv'))
          arrived(client, constants.POLLOUT) // the answer to the SYN
          const { options } = client.getOption('TCP_INFO')
          const inSyn = (options & constants.TCPI_OPT_SYN_DATA) !== 0
          const established = state === constants.TCP_ESTABLISHED
          rounds.push({ cookie, established, taken, received, inSyn })
        }
        return rounds
      },
      { network, env: { FORM: name } },
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
