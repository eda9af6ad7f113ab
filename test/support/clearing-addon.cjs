// Wraps the addon named by CLEARED_ADDON. Before each call that moves bytes between descriptors,
// O_NONBLOCK is cleared for its sockets, as another process can that shares them.
const { constants, readlinkSync } = require('node:fs')
const real = require(process.env.CLEARED_ADDON)
const F_GETFL = 3
const F_SETFL = 4
Object.assign(exports, real)
for (const name of Object.keys(real).filter((name) => /splice|sendfile/i.test(name))) {
  exports[name] = (...args) => {
    for (const fd of args.slice(0, 2)) if (isSocket(fd)) clear(fd)
    return real[name](...args)
  }
}

function isSocket(fd) {
  return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:')
}

function clear(fd) {
  const flags = real.fcntl(fd, F_GETFL, 0)
  real.fcntl(fd, F_SETFL, flags & ~constants.O_NONBLOCK)
}
