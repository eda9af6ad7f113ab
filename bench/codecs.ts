// Runs one of these codecs repeatedly. They are internal to the package, so this program is bundled
// from src/, in the same way as dist/, which the other benchmark programs use.
import { native, platform } from '../src/binding.ts'
import { constants, listenSync, Socket } from '../src/index.ts'
import { AF_INET } from '../src/protocols/ip/address.ts'
import { optionByName } from '../src/protocols/index.ts'
import { readControl } from '../src/socket/control.ts'
import { answerRounds } from './peers/rounds.mjs'

/** Uses each result, so that no work is optimized away. */
let sum = 0

const addresses = Array.from({ length: 64 }, (_, i) => ({
  family: 'AF_INET' as const,
  address: `${192 + (i & 3)}.168.${i}.${250 - i}`,
  port: 1024 + 999 * i,
}))
const sockaddrs = addresses.map((address) => AF_INET.address.encode(address, platform))

/** Decodes TCP_INFO, as the kernel returned it for a connection. */
function tcpInfo(): () => unknown {
  using listener = listenSync({ host: '127.0.0.1' })
  using socket = new Socket()
  socket.connectSync(listener.localAddress)
  const { TCP_INFO: option, IPPROTO_TCP } = constants
  const bytes = new Uint8Array(512)
  const length = native.getsockopt(socket.fd, IPPROTO_TCP, option, bytes)
  const answer = bytes.subarray(0, length)
  const codec = optionByName('TCP_INFO')?.codec
  return () => codec?.decode(answer, platform)
}

/** Decodes what recvmsg reports for a datagram with two control messages. */
function controls(): () => unknown {
  using receiver = new Socket('AF_INET', 'SOCK_DGRAM')
  receiver.bind('127.0.0.1:0')
  receiver.setOption('IP_RECVTTL', true)
  receiver.setOption('IP_PKTINFO', true)
  receiver.sendToSync('x', receiver.localAddress)
  const room = new Uint8Array(256)
  const report = new Int32Array(64)
  const name = new Uint8Array(260)
  native.recvmsg(receiver.fd, [new Uint8Array(8)], 0, name, room, report)
  return () => readControl(room, report, constants.AF_INET)
}

const operations: Record<string, () => (i: number) => void> = {
  encode: () => (i) => {
    const address = addresses[i & 63]
    if (address) sum += AF_INET.address.encode(address, platform)[2] ?? NaN
  },
  decode: () => (i) => {
    const bytes = sockaddrs[i & 63]
    if (bytes) sum += AF_INET.address.decode(bytes, platform).port
  },
  tcpInfo: () => {
    const decode = tcpInfo()
    return () => {
      if (decode()) sum++
    }
  },
  control: () => {
    const decode = controls()
    return () => {
      if (decode()) sum++
    }
  },
}

const operate = operations[process.argv[2] ?? '']?.()
if (!operate) throw new Error(`No such codec: ${String(process.argv[2])}`)
await answerRounds((count: number) => {
  for (let i = 0; i < count; i++) operate(i)
})
if (!Number.isFinite(sum)) throw new Error('No numbers')
