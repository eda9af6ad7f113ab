// Wraps the addon named by COUNTED_ADDON, and counts its calls by name in globalThis.counts.
const real = require(process.env.COUNTED_ADDON)
const counts = {}
globalThis.counts = counts
for (const [name, call] of Object.entries(real)) {
  exports[name] = (...args) => {
    counts[name] = (counts[name] ?? 0) + 1
    return call(...args)
  }
}
