/** Where a field is in a C struct. Offsets and sizes are in bytes. */
export interface FieldLayout {
  readonly offset: number
  readonly size: number
}

/** The layout of a C struct. */
export interface Layout {
  readonly size: number
  readonly fields: Readonly<Record<string, FieldLayout>>
}

/**
 * What a codec must know about a machine. It is a parameter of every codec, so that a test can pass
 * another machine.
 */
export interface Platform {
  /** The value of a C constant; undefined if the platform does not have it. */
  constant(name: string): number | undefined
  /** The layout of a C struct; undefined if the platform does not have it. */
  layout(struct: string): Layout | undefined
  readonly littleEndian: boolean
  /** if_nametoindex(3); undefined if there is no such interface. */
  interfaceIndex(name: string): number | undefined
  /** if_indextoname(3); undefined if there is no such interface. */
  interfaceName(index: number): string | undefined
}

/** Caches the result of `make` for the last platform, so that a layout is resolved once. */
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
