import { type Codec, tooShort } from './codec.ts'
import { perPlatform } from './platform.ts'

/** A C struct that ends in an array whose length one of its fields tells. */
interface Counted<HeadOut, HeadIn, Out, In> {
  /** The struct without its array. */
  readonly head: Codec<HeadOut, HeadIn>
  /** The array's name in C: `imsf_slist`. */
  readonly array: string
  readonly member: Codec<Out, In>
  /** How many to offer the kernel room for. */
  readonly most: number
  /** How many members there are, as the head says. */
  readonly count: (head: HeadOut) => number
}

/** What stands before the array at the end of a C struct, and the array's members. */
export function counted<HeadOut, HeadIn, Out, In>({
  head,
  array,
  member,
  most,
  count,
}: Counted<HeadOut, HeadIn, Out, In>): Codec<
  readonly [HeadOut, Out[]],
  readonly [HeadIn, readonly In[]]
> {
  const headProbes = () =>
    head.probes().map((probe) => ({ ...probe, fields: [...probe.fields, array] }))
  const name = () => head.probes()[0]?.name ?? ''
  const start = perPlatform((platform) => {
    const place = platform.layout(name())?.fields[array]
    if (!place) throw new RangeError(`This platform has no struct ${name()} with ${array}`)
    return place.offset
  })
  return {
    probes: () => [...headProbes(), ...member.probes()],
    room: (platform) => start(platform) + most * member.room(platform),
    encode([before, members], platform) {
      const from = start(platform)
      const size = member.room(platform)
      const bytes = new Uint8Array(from + members.length * size)
      bytes.set(head.encode(before, platform).subarray(0, from))
      for (const [i, one] of members.entries())
        bytes.set(member.encode(one, platform), from + i * size)
      return bytes
    },
    decode(bytes, platform) {
      const from = start(platform)
      const size = member.room(platform)
      const before = head.decode(bytes, platform)
      const end = from + count(before) * size
      if (bytes.length < end) throw tooShort(`all of struct ${name()}`, bytes, end)
      const members: Out[] = []
      for (let at = from; at < end; at += size)
        members.push(member.decode(bytes.subarray(at, at + size), platform))
      return [before, members]
    },
  }
}
