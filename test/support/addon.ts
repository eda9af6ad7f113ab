import { createRequire } from 'node:module'
import { native } from '../../src/binding.ts'

/** The file of the addon that this process has loaded, for a child that puts something before it. */
export const addon: string =
  Object.values(createRequire(import.meta.url).cache).find((one) => one?.exports === native)
    ?.filename ?? ''
