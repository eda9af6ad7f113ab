import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownBuild } from '../../tools/compile.ts'

/** The addon that this process has loaded, for a child that replaces some of its calls. */
export const addon = resolve(process.env['BERKELEY_ADDON'] ?? ownBuild().output)

/** The environment of a child whose addon can be made to fail, and counts its calls. */
export const failingAddon = {
  FAILING_ADDON: addon,
  BERKELEY_ADDON: fileURLToPath(new URL('failing-addon.cjs', import.meta.url)),
}

/** The environment of a child whose sockets lose O_NONBLOCK before each splice(2) and sendfile(2). */
export const clearingAddon = {
  CLEARED_ADDON: addon,
  BERKELEY_ADDON: fileURLToPath(new URL('clearing-addon.cjs', import.meta.url)),
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
