import { formatExtras, notAnAddress, readExtras, readNumber } from '../address-text.ts'
import { family } from '../family.ts'
import { type BluetoothAddress, type BluetoothIsoAddress, bluetooth } from './sockaddr.ts'

const DEVICE = '[0-9a-f]{2}(?::[0-9a-f]{2}){5}'
const WITH_NUMBER = new RegExp(`^(${DEVICE}):([^:]*)$`, 'i')
const BROADCAST = new RegExp(`^(${DEVICE}),([^,]*),([^,]*),([0-9+]*)$`, 'i')

function broadcastText({ broadcast }: BluetoothIsoAddress): string | undefined {
  if (broadcast === undefined) return undefined
  const { address, addressType, sid, streams } = broadcast
  return [address, addressType, sid, streams.join('+')].join(',')
}

/** What follows `bluetooth:` and the name of the protocol. */
const readers: Record<string, (rest: string, text: string) => BluetoothAddress> = {
  hci(rest, text) {
    const [, device, channel] = /^([^:]+):([^:]+)$/.exec(rest) ?? []
    if (device === undefined || channel === undefined) throw notAnAddress(text)
    return {
      family: 'AF_BLUETOOTH',
      device: readNumber(device, 'device', 0, 0xffff),
      channel: readNumber(channel, 'channel', 0, 0xffff),
    }
  },
  l2cap(rest, text) {
    const [body, { cid: at = '0', type = '0' }] = readExtras(rest, ['cid', 'type'], text)
    const [address, number] = deviceAndNumber(body, text)
    const psm = readNumber(number, 'psm', 0, 0xffff)
    const cid = readNumber(at, 'cid', 0, 0xffff)
    const addressType = readNumber(type, 'type', 0, 255)
    return {
      family: 'AF_BLUETOOTH',
      address,
      psm,
      ...(cid === 0 ? {} : { cid }),
      ...(addressType === 0 ? {} : { addressType }),
    }
  },
  rfcomm(rest, text) {
    const [address, number] = deviceAndNumber(rest, text)
    return { family: 'AF_BLUETOOTH', address, channel: readNumber(number, 'channel', 0, 255) }
  },
  sco(rest, text) {
    const [address] = deviceAndNumber(`${rest}:0`, text)
    return { family: 'AF_BLUETOOTH', address }
  },
  iso(rest, text) {
    const [body, { broadcast }] = readExtras(rest, ['broadcast'], text)
    const [address, number] = deviceAndNumber(body, text)
    const addressType = readNumber(number, 'type', 0, 255)
    if (broadcast === undefined) return { family: 'AF_BLUETOOTH', address, addressType }
    const [, of, type = '', sid = '', streams = ''] = BROADCAST.exec(broadcast) ?? []
    if (of === undefined) throw notAnAddress(text)
    return {
      family: 'AF_BLUETOOTH',
      address,
      addressType,
      broadcast: {
        address: of.toUpperCase(),
        addressType: readNumber(type, 'type', 0, 255),
        sid: readNumber(sid, 'sid', 0, 255),
        streams:
          streams === '' ? [] : streams.split('+').map((one) => readNumber(one, 'stream', 0, 255)),
      },
    }
  },
}

function deviceAndNumber(body: string, text: string): [address: string, number: string] {
  const [, address, number] = WITH_NUMBER.exec(body) ?? []
  if (address === undefined || number === undefined) throw notAnAddress(text)
  return [address.toUpperCase(), number]
}

/**
 * Bluetooth. Text: `bluetooth:l2cap:00:11:22:33:44:55:4097` with a PSM, and `?cid=4&type=1` for a
 * fixed channel and the type of the address; `bluetooth:rfcomm:00:11:22:33:44:55:3` with a channel;
 * `bluetooth:hci:0:1` with adapter and channel; `bluetooth:sco:00:11:22:33:44:55`;
 * `bluetooth:iso:00:11:22:33:44:55:1` with the type of the address, and
 * `?broadcast=66:77:88:99:AA:BB,1,0,1+2` for who broadcasts, its type, set and streams.
 */
export const AF_BLUETOOTH = family<BluetoothAddress>({
  name: 'AF_BLUETOOTH',
  page: 'net/bluetooth/bluetooth.h',
  testedOn: ['AF_BLUETOOTH', 'SOCK_SEQPACKET', 'BTPROTO_L2CAP'],
  examples: [
    { family: 'AF_BLUETOOTH', address: '00:11:22:33:44:55', psm: 0x1001 },
    { family: 'AF_BLUETOOTH', address: '00:11:22:33:44:55', psm: 0, cid: 4, addressType: 2 },
    { family: 'AF_BLUETOOTH', address: '00:11:22:33:44:55', channel: 3 },
    { family: 'AF_BLUETOOTH', device: 0, channel: 1 },
    { family: 'AF_BLUETOOTH', address: '00:11:22:33:44:55' },
    {
      family: 'AF_BLUETOOTH',
      address: '00:11:22:33:44:55',
      addressType: 1,
      broadcast: { address: '66:77:88:99:AA:BB', addressType: 2, sid: 3, streams: [1, 2] },
    },
  ],
  address: bluetooth,
  format(address) {
    if ('device' in address) return `bluetooth:hci:${address.device}:${address.channel}`
    const device = address.address.toUpperCase()
    if ('psm' in address) {
      const { psm, cid, addressType: type } = address
      return `bluetooth:l2cap:${device}:${psm}${formatExtras({ cid, type })}`
    }
    if ('channel' in address) return `bluetooth:rfcomm:${device}:${address.channel}`
    if (!('addressType' in address)) return `bluetooth:sco:${device}`
    const extras = formatExtras({ broadcast: broadcastText(address) })
    return `bluetooth:iso:${device}:${address.addressType}${extras}`
  },
  parse(text) {
    if (!text.startsWith('bluetooth:')) return undefined
    const [, protocol = '', rest = ''] =
      /^bluetooth:(hci|l2cap|rfcomm|sco|iso):(.*)$/s.exec(text) ?? []
    const reader = readers[protocol]
    if (!reader) throw notAnAddress(text)
    return reader(rest, text)
  },
})
