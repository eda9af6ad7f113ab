import { type Codec, tooShort } from '../codec/codec.ts'
import { within } from '../codec/integers.ts'
import { checkKeys } from '../codec/known-keys.ts'
import { inside } from '../codec/misuse.ts'
import type { Platform } from '../codec/platform.ts'
import { arrayFrom, objectFrom } from '../codec/type-check.ts'
import { nlattr } from '../protocols/netlink/headers.ts'
import { aligned, joined, plainBytes } from './messages.ts'

/** An attribute: a type, and data whose meaning depends on the type and the context. */
export interface Attribute {
  /** `IFLA_*`, `RTA_*` …, without the two bits below. */
  type: number
  /** Whether it is marked as containing attributes. Older parts of the kernel omit the mark. */
  nested: boolean
  /** Whether it is marked as big-endian. Few big-endian attributes are. */
  networkOrder: boolean
  /** The data, without padding. */
  data: Uint8Array
}

/** An attribute to encode. */
export interface AttributeInput {
  /** See {@link Attribute.type}. */
  type: number
  /** See {@link Attribute.nested}; true by default for a list of attributes. */
  nested?: boolean
  /** See {@link Attribute.networkOrder}; false by default. */
  networkOrder?: boolean
  /** Bytes, or attributes. */
  data: Uint8Array | readonly AttributeInput[]
}

const ATTRIBUTE: ReadonlySet<string> = new Set(['type', 'nested', 'networkOrder', 'data'])

const NESTED = 0x8000
const NETWORK_ORDER = 0x4000
const MAX_TYPE = 0x3fff
const MAX_LENGTH = 0xffff

/** A list of attributes. */
export const attributeList: Codec<Attribute[], readonly AttributeInput[]> = {
  probes: nlattr.probes,
  maxSize: () => 0, // not used: a message has its own size
  encode: (attributes, platform) => encodeList(attributes, platform, 0),
  decode(bytes, platform) {
    const size = nlattr.maxSize(platform)
    const attributes: Attribute[] = []
    const all = plainBytes(bytes, 'Attributes')
    for (let at = 0; at < all.length; ) {
      const rest = all.subarray(at)
      if (rest.length < size) throw tooShort(`the attribute at byte ${at}`, rest, size)
      const { len, type } = nlattr.decode(rest, platform)
      if (len < size || len > rest.length) {
        throw new RangeError(
          `Cannot read the attribute at byte ${at}: its length is ${len}, must be between ${size} and ${rest.length}`,
        )
      }
      attributes.push({
        type: type & MAX_TYPE,
        nested: (type & NESTED) !== 0,
        networkOrder: (type & NETWORK_ORDER) !== 0,
        data: rest.subarray(size, len),
      })
      at += aligned(len)
    }
    return attributes
  },
}

/** Deeper than any protocol nests; stops at a list that contains itself. */
const MAX_DEPTH = 64

function encodeList(attributes: readonly unknown[], platform: Platform, depth: number): Uint8Array {
  if (depth > MAX_DEPTH) throw new RangeError(`Attributes nest deeper than ${MAX_DEPTH}`)
  const size = nlattr.maxSize(platform)
  const parts = arrayFrom(attributes, 'Attributes').map((attribute) => {
    const given = objectFrom(attribute, 'An attribute')
    checkKeys(given, ATTRIBUTE, 'part of an attribute')
    const { type, nested, networkOrder, data } = given
    const isList = Array.isArray(data)
    const body = isList ? encodeList(data, platform, depth + 1) : plainBytes(data, 'data')
    const isNested = nested === undefined ? isList : nested === true
    const bits = (isNested ? NESTED : 0) | (networkOrder === true ? NETWORK_ORDER : 0)
    const length = size + body.length
    if (length > MAX_LENGTH) {
      throw new RangeError(
        `An attribute has room for ${MAX_LENGTH - size} bytes, not ${body.length}`,
      )
    }
    const bytes = new Uint8Array(length)
    const number = inside('type', () => within(type, '', 0, MAX_TYPE), undefined, platform)
    bytes.set(nlattr.encode({ len: length, type: number | bits }, platform))
    bytes.set(body, size)
    return bytes
  })
  return joined(parts)
}
