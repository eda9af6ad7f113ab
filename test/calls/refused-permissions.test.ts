import assert from 'node:assert/strict'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { bindSync, listenSync, Socket } from '../../src/index.ts'
import { requestSync } from '../../src/netlink.ts'
import { permissionCause } from '../../src/socket/hints/permission.ts'
import { folderOf } from '../support/folder.ts'
import { closing } from '../support/kinds.ts'

// What an ordinary user is refused, and what the message says is needed.

const NOBODY = 65_534
const NOT_LINUX = process.platform !== 'linux' && 'the causes are those of Linux'

/** Does something as an ordinary user. */
function asNobody(use: () => void): void {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(NOBODY)
  try {
    use()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

/** A folder that nobody may write to, with a socket that nobody may use. */
function closedFolder(t: TestContext, listens: boolean): { folder: string; path: string } {
  let folder = ''
  t.after(() => {
    chmodSync(folder, 0o700) // so that it can be removed
  })
  const parent = folderOf(t)
  chmodSync(parent, 0o755)
  folder = join(parent, 'closed')
  mkdirSync(folder)
  const path = join(folder, 'socket')
  closing(t, listens ? listenSync({ path }) : bindSync({ path }))
  chmodSync(path, 0o500)
  chmodSync(folder, 0o555)
  return { folder, path }
}

test('to bind a path takes write permission to its folder', { skip: NOT_LINUX }, (t) => {
  const { folder } = closedFolder(t, true)
  asNobody(() => {
    assert.throws(() => bindSync({ path: join(folder, 'other') }), {
      code: 'EACCES',
      message: /\(needs write permission to the folder, and search permission to all above it\)$/,
    })
  })
})

test('to connect or send to a path takes write permission to it', { skip: NOT_LINUX }, (t) => {
  const { path: stream } = closedFolder(t, true)
  const { path: datagram } = closedFolder(t, false)
  const [client, sender] = closing(t, [new Socket('AF_UNIX'), new Socket('AF_UNIX', 'SOCK_DGRAM')])
  const refused = {
    code: 'EACCES',
    message:
      /\(needs write permission to the file, and search permission to all folders above it\)$/,
  }
  asNobody(() => {
    assert.throws(() => {
      client.connectSync(stream)
    }, refused)
    assert.throws(() => sender.sendToSync('x', datagram), refused)
  })
})

test('a path in a folder that does not exist is refused for that reason', (t) => {
  const folder = folderOf(t)

  assert.throws(() => bindSync({ path: join(folder, 'none', 'socket') }), {
    code: 'ENOENT',
    message: /\(no file can be created there: does the folder exist\?\)$/,
  })
  assert.throws(() => bindSync({ path: `${folder}/socket/` }), {
    code: 'ENOENT',
    message: /[^)]$/,
  })
})

test('what netlink sends and which groups it joins takes a capability', {
  skip: NOT_LINUX,
}, (t) => {
  const route = { family: 'AF_NETLINK', portId: 1, groups: 0 } as const
  const [audit, sender, client] = closing(t, [
    new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_AUDIT'),
    new Socket('AF_NETLINK', 'SOCK_RAW'),
    new Socket('AF_NETLINK', 'SOCK_RAW'),
  ])
  const groups = {
    code: 'EPERM',
    message: /\(needs CAP_NET_ADMIN, for NETLINK_AUDIT CAP_AUDIT_READ\)$/,
  }
  const refused = {
    code: 'EPERM',
    message: /\(to send to a process or group needs CAP_NET_ADMIN\)$/,
  }
  asNobody(() => {
    assert.throws(() => {
      audit.bind({ family: 'AF_NETLINK', portId: 0, groups: 1 })
    }, groups)
    assert.throws(() => {
      audit.setOption('NETLINK_ADD_MEMBERSHIP', 1)
    }, groups)
    assert.throws(() => sender.sendToSync(new Uint8Array(16), route), refused)
    assert.throws(() => {
      client.connectSync(route)
    }, refused)
  })
})

test('a request that changes something takes a capability', { skip: NOT_LINUX }, (t) => {
  const [socket, audit] = closing(t, [
    new Socket('AF_NETLINK', 'SOCK_RAW'),
    new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_AUDIT'),
  ])
  asNobody(() => {
    assert.throws(() => requestSync(socket, { type: 'RTM_NEWLINK', payload: new Uint8Array(16) }), {
      name: 'NetlinkError',
      message: 'netlink RTM_NEWLINK EPERM: operation not permitted (needs CAP_NET_ADMIN)',
    })
    // Another capability, for which there is no hint.
    assert.throws(() => requestSync(audit, { type: 1000, payload: new Uint8Array(16) }), {
      message: 'netlink type 1000 EPERM: operation not permitted',
    })
  })
})

test('a clock, a mark and a foreign address take a capability', { skip: NOT_LINUX }, (t) => {
  const [udp] = closing(t, [new Socket('AF_INET', 'SOCK_DGRAM')])
  asNobody(() => {
    assert.throws(
      () => {
        udp.setOption('SO_TXTIME', { clockid: 11, flags: 0 })
      },
      { code: 'EPERM', message: /\(clocks other than CLOCK_MONOTONIC need CAP_NET_ADMIN\)$/ },
    )
    for (const set of [
      () => {
        udp.setOption('SO_MARK', 1)
      },
      () => {
        udp.setOption('IP_TRANSPARENT', true)
      },
    ]) {
      assert.throws(set, { code: 'EPERM', message: /\(needs CAP_NET_ADMIN or CAP_NET_RAW\)$/ })
    }
  })
})

test('what a low port needs is said of a low port alone', () => {
  const to = (port: number) => ({ family: 'AF_INET', address: '127.0.0.1', port }) as const
  const hint = 'needs CAP_NET_BIND_SERVICE, or see net.ipv4.ip_unprivileged_port_start'

  assert.equal(permissionCause('bind', 'EACCES', to(1023)), hint)
  assert.equal(permissionCause('bind', 'EACCES', to(1024)), undefined)
  assert.equal(permissionCause('connect', 'EACCES', to(80)), undefined)
})
