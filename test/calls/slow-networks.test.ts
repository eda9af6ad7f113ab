import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import type { Address } from '../../src/index.ts'
import { cannotUnshare, inChild, inNetwork } from '../support/child.ts'
import { PATIENCE } from '../support/patience.ts'
import { twoAddresses } from '../support/two-addresses.ts'

/** How a connection by a name with an address of each family ended. */
interface Ending {
  /** The family that won. */
  family?: string
  /** Whether what was sent came back whole. */
  whole?: boolean
  /** The code of the error, if there was one. */
  code?: unknown
}

const skip = cannotUnshare || whyNotNetem()

/** Why networks can't be made slow here; false if they can. */
function whyNotNetem(): string | false {
  const command = [...inNetwork('tc qdisc add dev lo root netem'), 'true']
  const { status, stderr } = spawnSync('env', command, { encoding: 'utf8' })
  return status !== 0 && `needs netem: ${stderr.trim()}`
}

/** Shell commands after which netem acts on every packet. */
const all = (does: string) => `tc qdisc add dev lo root netem ${does}`

/** Shell commands after which netem acts on packets of IPv6 to the listener, and on no others. */
const ipv6 = (does: string) => `
  tc qdisc add dev lo root handle 1: prio bands 3 priomap ${'1 '.repeat(16)}
  tc qdisc add dev lo parent 1:1 handle 10: netem ${does}
  tc filter add dev lo parent 1: protocol ipv6 prio 1 \
    u32 match ip6 dport 7000 0xffff flowid 1:1`

const echoed = (family: string): Ending => ({ family, whole: true })
const late = { code: 'ERR_SOCKET_TIMEOUT' }

/** What is done to packets, and how each form of connect may end. */
const networks: readonly (readonly [name: string, commands: string, endings: Ending[]])[] = [
  ['IPv6 answers, if late', ipv6('delay 100ms'), [echoed('AF_INET6')]],
  ['IPv6 answers too late', ipv6('delay 600ms'), [echoed('AF_INET')]],
  ['IPv6 does not answer', ipv6('loss 100%'), [echoed('AF_INET')]],
  ['nobody answers', all('loss 100%'), [late]],
  ['a tenth is lost', all('loss 10%'), [echoed('AF_INET6'), echoed('AF_INET')]],
  [
    'packets come twice and in another order',
    all('delay 10ms 5ms duplicate 20% reorder 50%'),
    [echoed('AF_INET6')],
  ],
]

for (const [name, commands, endings] of networks)
  test(`connect by a name, where ${name}`, { skip }, async () => {
    const limit = endings.includes(late) ? 500 : PATIENCE
    const { result, errors } = await inChild(bothForms, {
      network: `${twoAddresses}\n${commands}`,
      env: { LIMIT: `${limit}` },
    })

    assert.ok(result, errors)
    for (const [form, ending] of Object.entries(result))
      assert.ok(
        endings.some((one) => JSON.stringify(one) === JSON.stringify(ending)),
        `${form}: ${JSON.stringify(ending)}`,
      )
  })

/** Connects in both forms, and sends something there and back. */
async function bothForms({
  connect,
  connectSync,
  listen,
  SocketTimeoutError,
}: typeof import('../support/library.ts')) {
  const listener = await listen({ host: '::', port: 7000, dualStack: true })
  const timeout = Number(process.env['LIMIT'])
  const data = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251))

  const ending = async (form: typeof connect | typeof connectSync): Promise<Ending> => {
    try {
      const client = await form({ host: 'two.test', port: 7000, timeout })
      const server = await acceptedFrom(client.localAddress)
      const serving = server.pipeTo(server, { bytes: data.length })
      const sending = client.sendAll(data)
      const back = await client.recv(data.length, { flags: 'MSG_WAITALL' })
      await Promise.all([serving, sending])
      const { family } = client.remoteAddress
      for (const socket of [client, server]) socket.close()
      return { family: String(family), whole: back.equals(data) }
    } catch (error) {
      if (error instanceof SocketTimeoutError) return { code: error.code }
      throw error
    }
  }
  const portOf = (address: Address) => 'port' in address && address.port
  /** The loser of a race may have connected too. */
  const acceptedFrom = async (address: Address) => {
    for (;;) {
      const accepted = await listener.accept()
      if (portOf(accepted.remoteAddress) === portOf(address)) return accepted
      accepted.close()
    }
  }

  const endings = { awaited: await ending(connect), blocking: await ending(connectSync) }
  listener.close()
  return endings
}
