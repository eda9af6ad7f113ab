/* Generated from src/shared-layouts.ts by tools/generated-headers.ts: npm run build:native */
#ifndef BERKELEY_SHARED_LAYOUTS_H
#define BERKELEY_SHARED_LAYOUTS_H

enum {
  /* What wakes JavaScript when the reactor has events: native/waker_uv.c, native/waker_thread.c. */
  WAKER_UV = 0,
  WAKER_THREAD = 1,
};

enum {
  /* The cells of the reactor: how many calls keep the process alive, kept by TypeScript. */
  REACTOR_REFS = 0,
  /* The cells of the reactor: whether it keeps the process alive, kept by C. */
  REACTOR_HAS_REF = 1,
  /* The cells of the reactor: where the events of a batch begin. */
  FIRST_EVENT = 2,
  NUMBERS_PER_EVENT = 3,
  MAX_EVENTS = 512,
};

enum {
  /* An event: the slot and the generation that the descriptor was watched with. */
  EVENT_SLOT = 0,
  EVENT_GENERATION = 1,
  /* An event: the sum of what has happened. */
  EVENT_BITS = 2,
};

enum {
  EVENT_READABLE = 1,
  EVENT_WRITABLE = 2,
  /* Hung up, half closed, or failed. */
  EVENT_ENDED = 4,
  EVENT_URGENT = 8,
};

enum {
  /* The result of recvmsg: msg_flags. */
  RESULT_FLAGS = 0,
  /* The result of recvmsg: how many control messages follow. */
  RESULT_COUNT = 1,
  /* The result of recvmsg: where they begin. The table of sendmsg has messages only. */
  FIRST_MESSAGE = 2,
  NUMBERS_PER_MESSAGE = 4,
};

enum {
  /* A control message: cmsg_level, cmsg_type, and the offset and length of its data. */
  MESSAGE_LEVEL = 0,
  MESSAGE_TYPE = 1,
  MESSAGE_OFFSET = 2,
  MESSAGE_LENGTH = 3,
};

#endif
