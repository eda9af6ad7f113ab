import { fileURLToPath } from 'node:url'
import { addon } from './addon.ts'

/** The environment of a child that counts its system calls by name in `globalThis.counts`. */
export const counting = {
  BERKELEY_ADDON: fileURLToPath(new URL('counting-addon.cjs', import.meta.url)),
  COUNTED_ADDON: addon,
}
