import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { native } from '../../src/binding.ts'

/** The file of the addon that this process has loaded, for a child that puts something before it. */
export const addon: string =
  Object.values(createRequire(import.meta.url).cache).find((one) => one?.exports === native)
    ?.filename ?? ''

/** The environment of a child whose addon can be made to fail, and counts its calls. */
export const failingAddon = {
  FAILING_ADDON: addon,
  BERKELEY_ADDON: fileURLToPath(new URL('failing-addon.cjs', import.meta.url)),
}

declare global {
  /**
   * In such a child: makes calls fail as if the kernel had refused them, starting
   * with the `from`-th.
   */
  var fail: (call: string, errno: number, from?: number, times?: number) => void
  /** In such a child: the number of calls made so far. */
  var callsMade: () => number
}
