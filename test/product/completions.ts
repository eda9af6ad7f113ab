import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { everyOption } from '../../src/protocols/index.ts'
import * as tables from '../../src/protocols/number-tables.ts'
import { openEditor } from './editor.ts'

const names = (table: object) => Object.keys(table)
const settable = everyOption()
  .filter(({ details }) => !details.readOnly)
  .map(({ name }) => name)

/** A place for a name, up to its first quotation mark, and names that are offered there. */
const OFFERS: readonly [what: string, line: string, end: string, offered: readonly string[]][] = [
  ['flags of a receive', "socket.recvSync(1, { flags: '", ' })', names(tables.MESSAGE_FLAGS)],
  ['flags in a list', "socket.recvSync(2, { flags: ['", '] })', names(tables.MESSAGE_FLAGS)],
  ['flags of a send', "socket.sendSync('', { flags: '", ' })', names(tables.MESSAGE_FLAGS)],
  ['flags of a try', "socket.tryRecv(1, { flags: '", ' })', names(tables.MESSAGE_FLAGS)],
  ['events', "pollSync([{ socket, events: '", ' }])', names(tables.POLL_EVENTS)],
  ['events in a list', "pollSync([{ socket, events: ['", '] }])', names(tables.POLL_EVENTS)],
  ['families', "new Socket('", ')', names(tables.FAMILIES)],
  ['types', "new Socket('AF_INET', '", ')', ['SOCK_STREAM', 'SOCK_RAW', 'SOCK_SEQPACKET']],
  [
    'protocols of IP',
    "new Socket('AF_INET', 'SOCK_RAW', '",
    ')',
    ['IPPROTO_ICMP', 'IPPROTO_TCP', 'IPPROTO_UDP'],
  ],
  [
    'protocols of frames',
    "new Socket('AF_PACKET', 'SOCK_RAW', '",
    ')',
    ['ETH_P_ALL', 'ETH_P_ARP', 'ETH_P_IP'],
  ],
  [
    'protocols of frames in an address',
    "socket.bind({ family: 'AF_PACKET', interfaceIndex: 1, protocol: '",
    ' })',
    ['ETH_P_ALL', 'ETH_P_ARP', 'ETH_P_IP'],
  ],
  [
    'codes of errors',
    "error.code === '",
    '',
    [...names(tables.ERRNO), 'ERR_SOCKET_TIMEOUT', 'ERR_SOCKET_CLOSED'],
  ],
  ['flags of a look-up', "resolveSync('a', null, { flags: '", ' })', names(tables.RESOLVER_FLAGS)],
  [
    'flags of a reverse look-up',
    "reverseSync('127.0.0.1:1', { flags: '",
    ' })',
    ['NI_NAMEREQD', 'NI_NUMERICHOST', 'NI_NUMERICSERV'],
  ],
  [
    'flags of an option',
    "socket.setOption('SO_TIMESTAMPING', { flags: ['",
    '] })',
    names(tables.TIMESTAMPING_FLAGS),
  ],
  [
    'flags alone',
    "socket.setOption('IPV6_ADDR_PREFERENCES', '",
    ')',
    names(tables.ADDRESS_PREFERENCES),
  ],
  [
    'flags of a control message',
    "socket.sendMessageSync({ data: '', control: { SO_TIMESTAMPING: '",
    ' } })',
    names(tables.TIMESTAMPING_FLAGS),
  ],
  ['options to set', "socket.setOption('", ', 1)', settable],
]

/** Tests which names an editor offers where C has a number. */
export function completionSuite(project: string): void {
  const lines = OFFERS.map(([, line, end]) => `${line}'${end}\n`)
  const program = `import { pollSync, resolveSync, reverseSync, Socket, SocketError } from 'berkeley'
    const socket = new Socket()
    const error: SocketError = null!
    ${lines.join('')}
    socket.setOptions({ });`
  const editor = openEditor(project, program)

  suite('where a number of C is taken, an editor offers', () => {
    for (const [what, line, , expected] of OFFERS) {
      test(what, () => {
        const offered = editor.strings(line)

        const lacking = expected.filter((name) => !offered.includes(name))
        assert.deepEqual(lacking, [])
        assert.deepEqual(
          offered.filter((name, i) => offered.indexOf(name) !== i),
          [],
        )
      })
    }

    test('each option that can be set as a member', () => {
      const offered = editor.members('socket.setOptions({ ')

      assert.deepEqual(offered.sort(), settable.toSorted())
    })

    test('first what most programs want', () => {
      assert.deepEqual(editor.strings("new Socket('").slice(0, 3), [
        ...['AF_INET', 'AF_INET6', 'AF_UNIX'],
      ])
      assert.deepEqual(editor.strings("new Socket('AF_INET', '").slice(0, 2), [
        ...['SOCK_STREAM', 'SOCK_DGRAM'],
      ])
      assert.match(editor.strings("socket.setOption('")[0] ?? '', /^SO_/)
    })
  })
}
