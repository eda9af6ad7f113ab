// The addon that FAILING_ADDON names, but for one call that fails as if the kernel had refused it:
// globalThis.fail(call, errno, from, times) from its `from`-th call on. globalThis.callsMade() says
// how many there were of all of them, and of callbacks.
const real = require(process.env.FAILING_ADDON)
let plan
let made = 0
globalThis.callsMade = () => made
globalThis.fail = (call, errno, from = 1, times = 1) => {
  plan = { call, errno, from, times }
}
for (const [name, call] of Object.entries(real)) {
  exports[name] = (...args) => {
    made++
    if (plan?.call === name && --plan.from <= 0 && plan.times-- > 0) return -plan.errno
    return call(...args.map((one) => (typeof one === 'function' ? counted(one) : one)))
  }
}

/** A callback, as the reactor's, which is called when something is ready. */
function counted(callback) {
  return (...args) => {
    made++
    return callback(...args)
  }
}
