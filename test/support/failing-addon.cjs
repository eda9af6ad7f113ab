// Wraps the addon named by FAILING_ADDON. globalThis.fail(call, errno, from, times) makes a call
// fail as if the kernel had refused it, starting with its `from`-th time. globalThis.callsMade()
// returns the number of all calls and callbacks so far.
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

/**
 * Counts the calls of a callback, such as the reactor's, which is called when something is ready.
 */
function counted(callback) {
  return (...args) => {
    made++
    return callback(...args)
  }
}
