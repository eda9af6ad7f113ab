import type { Codec } from '../codec/codec.ts'
import { encodeAddress, type GivenAddress } from './address.ts'
import type { Family } from './family.ts'

/** The codec of a whole sockaddr of one family, including the family field. */
export function sockaddrOf<Out extends { family: string }, In>({
  name,
  address: codec,
}: Family<Out, In>): Codec<Out, In> {
  return {
    ...codec,
    encode: (address, platform) =>
      encodeAddress({ ...address, family: name } as GivenAddress, platform),
  }
}
