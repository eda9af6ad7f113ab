import { createRequire } from 'node:module'
import '../../src/binding.ts'

/** The addon that this process has loaded, for a child that puts something before it. */
export const addon: string =
  Object.keys(createRequire(import.meta.url).cache).find((path) =>
    /berkeley[^/]*\.node$/.test(path),
  ) ?? ''
