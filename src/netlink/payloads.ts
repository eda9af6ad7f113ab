import { type Codec, tooShort } from '../codec/codec.ts'
import { inside } from '../codec/misuse.ts'
import type { Platform } from '../codec/platform.ts'
import { type Attribute, type AttributeInput, attributeList } from './attributes.ts'
import { aligned, plainBytes, joined } from './messages.ts'

/** The common form of a payload: a fixed header, then attributes. */
export interface Payload<Header, Input> {
  /** Encodes a payload; fields that are left out are 0, or what their comment says. */
  encode(header?: Input, attributes?: readonly AttributeInput[]): Uint8Array
  /**
   * Decodes the fields of the header, and the attributes after it.
   *
   * @throws {RangeError} If it is too short, or an attribute's length is wrong.
   */
  decode(payload: Uint8Array): Header & {
    /** The attributes after the header. */
    attributes: Attribute[]
  }
}

/** The payload that begins with this header, on a given machine. */
export function payloadOf<Header, Input>(
  header: Codec<Header, Input>,
  platform: Platform,
): Payload<Header, Input> {
  return {
    encode: (values = {} as Input, attributes = []) =>
      joined([
        inside('', () => header.encode(values, platform), undefined, platform),
        attributeList.encode(attributes, platform),
      ]),
    decode(payload) {
      const size = header.maxSize(platform)
      if (plainBytes(payload, 'payload').length < size) {
        const [{ name } = { name: '' }] = header.probes()
        throw tooShort(`struct ${name}`, payload, size)
      }
      const attributes = attributeList.decode(payload.subarray(aligned(size)), platform)
      return { ...header.decode(payload, platform), attributes }
    },
  }
}
