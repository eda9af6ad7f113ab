/**
 * The module `socket` of ucode, OpenWrt's scripting language. Every call blocks its thread. No call
 * throws: one that fails returns null, and {@link error} says why. Strings hold any bytes: a byte
 * that is not valid UTF-8 is a lone surrogate, U+DC80 for 0x80 up to U+DCFF for 0xff;
 * {@link toBytes} and {@link fromBytes} convert.
 *
 * @module
 */

// In ./ucode/, options.ts and structures.ts convert the values of options, control.ts those of control
// messages; fields.ts reads the fields of either from a program's object.

import * as everyConstant from './ucode/constants.ts'
import { sockaddr } from './ucode/addresses.ts'
import { connect, listen } from './ucode/connect.ts'
import { error } from './ucode/error.ts'
import { create, open, pair } from './ucode/create.ts'
import { poll } from './ucode/poll.ts'
import { addrinfo, nameinfo } from './ucode/resolve.ts'
import { strerror } from './ucode/strerror.ts'

export { bytesOf as toBytes, textOf as fromBytes } from './shared/bytes-as-text.ts'
export { sockaddr, type SocketAddress } from './ucode/addresses.ts'
export { connect, listen } from './ucode/connect.ts'
export * from './ucode/constants.ts'
export type { ControlMessage } from './ucode/control.ts'
export { error } from './ucode/error.ts'
export { create, open, pair } from './ucode/create.ts'
export { poll, type Pollable, type PollSpec } from './ucode/poll.ts'
export {
  type AddressHints,
  type AddressInfo,
  addrinfo,
  type NameInfo,
  nameinfo,
} from './ucode/resolve.ts'
export type {
  AddressGiven,
  PeerCredentials,
  UcodeSocket as Socket,
} from './ucode/socket.ts'
export type { ReceivedMessage } from './ucode/receive.ts'
export { strerror } from './ucode/strerror.ts'

/** All exports in one object, for programs that write `socket.AF_INET`. */
const socket: Readonly<
  typeof everyConstant & {
    /** The function {@link sockaddr}. */
    sockaddr: typeof sockaddr
    /** The function {@link create}. */
    create: typeof create
    /** The function {@link pair}. */
    pair: typeof pair
    /** The function {@link open}. */
    open: typeof open
    /** The function {@link nameinfo}. */
    nameinfo: typeof nameinfo
    /** The function {@link addrinfo}. */
    addrinfo: typeof addrinfo
    /** The function {@link poll}. */
    poll: typeof poll
    /** The function {@link connect}. */
    connect: typeof connect
    /** The function {@link listen}. */
    listen: typeof listen
    /** The function {@link error}. */
    error: typeof error
    /** The function {@link strerror}. */
    strerror: typeof strerror
  }
> = Object.freeze({
  ...everyConstant,
  ...{ sockaddr, create, pair, open, nameinfo, addrinfo, poll, connect, listen, error, strerror },
})

export default socket
