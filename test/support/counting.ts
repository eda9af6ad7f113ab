import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL(`../../prebuilds/${process.platform}-${process.arch}/`, import.meta.url)
const addon =
  process.env['BERKELEY_ADDON'] ??
  ['berkeley.glibc.node', 'berkeley.musl.node', 'berkeley.node']
    .map((name) => fileURLToPath(new URL(name, folder)))
    .find((file) => existsSync(file)) ??
  ''

/** The environment of a child that counts its system calls, in `globalThis.counts` by their names. */
export const counting = {
  BERKELEY_ADDON: fileURLToPath(new URL('counting-addon.cjs', import.meta.url)),
  COUNTED_ADDON: addon,
}
