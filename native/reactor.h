/* One epoll (kqueue) descriptor per environment, and what wakes JavaScript when it has events. */
#ifndef BERKELEY_REACTOR_H
#define BERKELEY_REACTOR_H

#include "napi.h"

typedef struct reactor reactor;

/* A waker answers 0 or -errno; from 0 on it owns the reactor and frees it at the end of the
   environment. It begins without keeping the process alive. */
typedef struct {
  int (*open)(reactor *);
  void (*ref)(reactor *, bool on);
} waker;

extern const waker waker_uv, waker_thread;

struct reactor {
  napi_env env;
  int fd;
  bool holds; /* the process alive */
  napi_ref events, dispatch;
  const waker *waker;
  void *state; /* the waker's */
};

/* Gives JavaScript one batch. Answers false when there is nothing left to give it to. */
bool reactor_dispatch(reactor *reactor);
/* Lets go of the descriptor and of JavaScript's values, while the environment still lives. */
void reactor_close(reactor *reactor);

#endif
