import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platform } from '../../src/binding.ts'
import { constants, Socket } from '../../src/index.ts'
import { encodeAddress, formatAddressText } from '../../src/protocols/address.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { ETHERNET, IP_AND_UDP, noPackets } from '../support/packets.ts'

/** Each case has its own network, so nobody else uses its lo. */
const network = ''
const skip = cannotUnshare

for (const suffix of ['', 'Sync'] as const) {
  const form = suffix === '' ? 'awaited' : 'blocking'

  test(`a datagram on lo is seen twice with ETH_P_ALL, once with ETH_P_IP: ${form}`, {
    skip,
  }, async () => {
    const { result, errors } = await inChild(
      async ({ Socket, constants, interfaces, PATIENCE }) => {
        const suffix = process.env['SUFFIX'] as '' | 'Sync'
        const lo = { family: 'AF_PACKET', interfaceIndex: 'lo' } as const
        const all = new Socket('AF_PACKET', 'SOCK_RAW', 'ETH_P_ALL')
        const ip = new Socket('AF_PACKET', 'SOCK_RAW', constants.ETH_P_IP)
        const cooked = new Socket('AF_PACKET', 'SOCK_DGRAM', 'ETH_P_IP')
        for (const socket of [all, ip, cooked]) {
          socket.timeout = PATIENCE
          socket.bind(lo)
        }
        const [sender, receiver] = [
          new Socket('AF_INET', 'SOCK_DGRAM'),
          new Socket('AF_INET', 'SOCK_DGRAM'),
        ]
        receiver.bind('127.0.0.1:0')
        const recvFrom = `recvFrom${suffix}` as const

        const first = suffix === '' ? all.recvFrom() : undefined
        sender.sendToSync('ping', receiver.localAddress)
        const frames = [
          await (first ?? all[recvFrom]()),
          await all[recvFrom](),
          await ip[recvFrom](),
          await cooked[recvFrom](),
        ]
        const rest = [all, ip, cooked].map((socket) => {
          try {
            return socket.recvSync(1, { timeout: 0 }).length
          } catch (error) {
            return (error as { code?: string }).code
          }
        })

        return {
          frames: frames.map(({ data, address }) => ({
            address,
            length: data.length,
            end: data.toString('latin1', data.length - 4),
          })),
          rest,
          name: all.localAddress,
          index: interfaces()[0]?.index,
        }
      },
      { network, env: { SUFFIX: suffix } },
    )

    assert.ok(result, errors)
    const address = {
      family: 'AF_PACKET',
      interfaceIndex: result.index,
      protocol: 0x0800,
      hardwareType: constants.ARPHRD_LOOPBACK,
      packetType: constants.PACKET_HOST,
      address: '00:00:00:00:00:00',
    }
    const raw = { address, length: ETHERNET + IP_AND_UDP + 4, end: 'ping' }
    assert.deepEqual(result.frames, [
      { ...raw, address: { ...address, packetType: constants.PACKET_OUTGOING } },
      raw,
      raw,
      { ...raw, length: IP_AND_UDP + 4 },
    ])
    assert.deepEqual(result.rest, ['EAGAIN', 'EAGAIN', 'EAGAIN'])
    assert.deepEqual(result.name, { ...address, protocol: constants.ETH_P_ALL })
  })
}

test('the kernel refuses invalid uses of packet sockets', { skip: noPackets }, () => {
  using socket = new Socket('AF_PACKET', 'SOCK_RAW', 'ETH_P_LOOPBACK')
  const at = (interfaceIndex: number | string) => ({ family: 'AF_PACKET', interfaceIndex }) as const

  assert.throws(
    () => {
      socket.bind(at('nowhere0'))
    },
    { name: 'TypeError', message: /nowhere0/ },
  )
  assert.throws(
    () => {
      socket.bind(at(2 ** 31 - 1))
    },
    { code: 'ENODEV', syscall: 'bind' },
  )
  assert.throws(() => socket.sendSync(new Uint8Array(60)), { code: 'ENXIO' })
  assert.throws(() => socket.sendToSync(new Uint8Array(60), at(2 ** 31 - 1)), { code: 'ENXIO' })
  assert.throws(() => new Socket('AF_PACKET', 'SOCK_STREAM'), { code: 'ESOCKTNOSUPPORT' })
  assert.throws(() => new Socket('AF_PACKET', 'SOCK_RAW', 0x1_0000), RangeError)
})

test('the protocol of a packet socket is set by its name, in host order', {
  skip: noPackets,
}, () => {
  using socket = new Socket('AF_PACKET', 'SOCK_DGRAM', 'ETH_P_LOOPBACK')

  const name = socket.localAddress

  assert.equal(name.protocol, constants.ETH_P_LOOPBACK)
  assert.equal(socket.protocol, 0)
})

test('a frame is sent by its bytes, and a payload by the address that it is for', {
  skip,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, constants, PATIENCE }) => {
      const lo = { family: 'AF_PACKET', interfaceIndex: 'lo' } as const
      const protocol = constants.ETH_P_802_EX1
      const receiver = new Socket('AF_PACKET', 'SOCK_RAW', protocol)
      const raw = new Socket('AF_PACKET', 'SOCK_RAW')
      const cooked = new Socket('AF_PACKET', 'SOCK_DGRAM')
      receiver.timeout = PATIENCE
      receiver.bind(lo)
      const frame = Buffer.from('020000000001020000000002' + '88b5' + '616263', 'hex')

      raw.sendToSync(frame, lo)
      cooked.sendToSync('abc', { ...lo, protocol, address: '02:00:00:00:00:01' })

      return [receiver.recvFromSync(), receiver.recvFromSync()].map(({ data, address }) => ({
        data: data.toString('hex'),
        address,
      }))
    },
    { network },
  )

  assert.ok(result, errors)
  const [first, second] = result
  assert.equal(first?.data, '020000000001020000000002' + '88b5' + '616263')
  assert.equal(first.address?.family === 'AF_PACKET' && first.address.address, '02:00:00:00:00:02')
  assert.equal(second?.data, '020000000001000000000000' + '88b5' + '616263')
})

test('the numbers of a packet address may be given by their names', () => {
  const named = {
    protocol: 'ETH_P_ARP',
    hardwareType: 'ARPHRD_ETHER',
    packetType: 'PACKET_HOST',
  } as const
  const { ETH_P_ARP: protocol, ARPHRD_ETHER: hardwareType, PACKET_HOST: packetType } = constants
  const link = { family: 'AF_PACKET', interfaceIndex: 1 } as const

  const bytes = encodeAddress({ ...link, ...named }, platform)

  assert.deepEqual(bytes, encodeAddress({ ...link, protocol, hardwareType, packetType }, platform))
  assert.equal(
    formatAddressText({ ...link, ...named }, platform),
    formatAddressText({ ...link, protocol, hardwareType, packetType }, platform),
  )
  assert.throws(() => encodeAddress({ ...link, protocol: 'ETH_P_AR' as 'ETH_P_ARP' }, platform), {
    name: 'TypeError',
    message: 'No protocol ETH_P_AR; did you mean ETH_P_ARP?',
  })
})
