import { type Codec, tooShort } from './codec.ts'
import { inside } from './misuse.ts'
import { perPlatform } from './platform.ts'

/** A C struct that ends in an array, whose length is in one of its fields. */
interface Counted<HeadOut, HeadIn, Out, In> {
  /** The struct without its array. */
  readonly head: Codec<HeadOut, HeadIn>
  /** The member that is the array: `imsf_slist`. Without it: what follows the struct. */
  readonly array?: string
  readonly member: Codec<Out, In>
  /** What callers call the array: `sources`. */
  readonly name: string
  /** How many members to reserve space for when reading. */
  readonly maxCount: number
  /** Returns the number of members, which the head contains. */
  readonly count: (head: HeadOut) => number
}

/** A C struct that ends in an array, as a pair of the fields before the array and its members. */
export function counted<HeadOut, HeadIn, Out, In>({
  head,
  array,
  member,
  name: arrayName,
  maxCount,
  count,
}: Counted<HeadOut, HeadIn, Out, In>): Codec<
  readonly [HeadOut, Out[]],
  readonly [HeadIn, readonly In[]]
> {
  const headProbes = () =>
    array === undefined
      ? head.probes()
      : head.probes().map((probe) => ({ ...probe, fields: [...probe.fields, array] }))
  const name = () => head.probes()[0]?.name ?? ''
  const start = perPlatform((platform) => {
    if (array === undefined) return head.maxSize(platform)
    const found = platform.layout(name())?.fields[array]
    if (!found) throw new RangeError(`This platform has no struct ${name()} with ${array}`)
    return found.offset
  })
  return {
    probes: () => [...headProbes(), ...member.probes()],
    maxSize: (platform) => start(platform) + maxCount * member.maxSize(platform),
    encode([before, members], platform) {
      const from = start(platform)
      const size = member.maxSize(platform)
      const bytes = new Uint8Array(from + members.length * size)
      bytes.set(head.encode(before, platform).subarray(0, from))
      for (const [i, one] of members.entries())
        bytes.set(
          inside(`${arrayName}[${i}]`, () => member.encode(one, platform)),
          from + i * size,
        )
      return bytes
    },
    decode(bytes, platform) {
      const from = start(platform)
      const size = member.maxSize(platform)
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
