// The numbers that TypeScript and native/ share: the layouts of arrays that both read and write, and
// values in them. tools/generated-headers.ts writes native/shared_layouts.h from this file: an enum
// for each group.

/** What wakes JavaScript when the reactor has events: native/waker_uv.c, native/waker_thread.c. */
export const WAKER_UV = 0
export const WAKER_THREAD = 1

/** The cells of the reactor: how many calls keep the process alive, kept by TypeScript. */
export const REACTOR_REFS = 0
/** The cells of the reactor: whether it keeps the process alive, kept by C. */
export const REACTOR_HAS_REF = 1
/** The cells of the reactor: where the events of a batch begin. */
export const FIRST_EVENT = 2
export const NUMBERS_PER_EVENT = 3
export const MAX_EVENTS = 512

/** An event: the slot and the generation that the descriptor was watched with. */
export const EVENT_SLOT = 0
export const EVENT_GENERATION = 1
/** An event: the sum of what has happened. */
export const EVENT_BITS = 2

export const EVENT_READABLE = 1
export const EVENT_WRITABLE = 2
/** Hung up, half closed, or failed. */
export const EVENT_ENDED = 4
export const EVENT_URGENT = 8

/** The result of recvmsg: msg_flags. */
export const RESULT_FLAGS = 0
/** The result of recvmsg: how many control messages follow. */
export const RESULT_COUNT = 1
/** The result of recvmsg: where they begin. The table of sendmsg has messages only. */
export const FIRST_MESSAGE = 2
export const NUMBERS_PER_MESSAGE = 4

/** A control message: cmsg_level, cmsg_type, and the offset and length of its data. */
export const MESSAGE_LEVEL = 0
export const MESSAGE_TYPE = 1
export const MESSAGE_OFFSET = 2
export const MESSAGE_LENGTH = 3
