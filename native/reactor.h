/* One epoll (kqueue) descriptor per environment, and the waker that notifies JavaScript. */
#ifndef BERKELEY_REACTOR_H
#define BERKELEY_REACTOR_H

#include "napi.h"

typedef struct reactor reactor;

/* `open` returns 0 or -errno. After 0 the waker owns the reactor, and frees it at the end of the
   environment. A new waker does not keep the process alive. */
typedef struct {
  int (*open)(reactor *);
  void (*ref)(reactor *, bool on);
} waker;

extern const waker waker_uv, waker_thread;

struct reactor {
  napi_env env;
  struct environment *environment; /* NULL once either has ended */
  int fd;
  bool has_ref; /* keeps the process alive */
  napi_ref cells, dispatch;
  const waker *waker;
  void *state; /* the waker's */
};

/* Dispatches one batch of events. Returns false when there is no memory left to report them in. */
bool reactor_dispatch(reactor *reactor);
/* Releases everything but the struct itself. Node-API must still be usable. */
void reactor_close(reactor *reactor);

#endif
