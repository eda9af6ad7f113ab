/** Where the fields of one C struct lie. Offsets and sizes in bytes. */
export interface Layout {
  readonly size: number
  readonly fields: Readonly<Record<string, { readonly offset: number; readonly size: number }>>
}

/**
 * What a codec must know of a machine. Never asked of the running process by a codec itself, so
 * that a test can hand it another machine.
 */
export interface Platform {
  /** The value of a C constant; undefined where this platform has none of that name. */
  constant(name: string): number | undefined
  /** The layout of a C struct; undefined where this platform has none of that name. */
  layout(struct: string): Layout | undefined
  readonly littleEndian: boolean
  /** if_nametoindex(3); undefined when there is no such interface. */
  interfaceIndex(name: string): number | undefined
  /** if_indextoname(3); undefined when there is no such interface. */
  interfaceName(index: number): string | undefined
}

/** Remembers per platform what `make` works out, so that a layout is resolved once. */
export function perPlatform<T>(make: (platform: Platform) => T): (platform: Platform) => T {
  let lastPlatform: Platform | undefined
  let last: T
  return (platform) => {
    if (platform !== lastPlatform) {
      last = make(platform)
      lastPlatform = platform
    }
    return last
  }
}
