/* libuv watches the queue. Its functions are weak symbols, and uv.h is not included: the addon must
   load in runtimes without libuv. */
#include "reactor.h"

#ifdef __APPLE__
#include <dlfcn.h>
#endif

/* Of libuv's stable ABI. */
enum { UV_READABLE = 1, UV_POLL = 8 };

typedef void (*poll_callback)(void *handle, int status, int events);
typedef void (*close_callback)(void *handle);

#define FUNCTIONS(X)                                                                               \
  X(size_t, uv_handle_size, (int type))                                                            \
  X(int, uv_poll_init, (struct uv_loop_s * loop, void *handle, int fd))                            \
  X(int, uv_poll_start, (void *handle, int events, poll_callback))                                 \
  X(int, uv_poll_stop, (void *handle))                                                             \
  X(void, uv_close, (void *handle, close_callback))                                                \
  X(void, uv_ref, (void *handle))                                                                  \
  X(void, uv_unref, (void *handle))

#ifndef __APPLE__
#define DECLARE(result, name, parameters) extern result name parameters __attribute__((weak));
FUNCTIONS(DECLARE)
#endif

typedef struct {
#define MEMBER(result, name, parameters) result(*name) parameters;
  FUNCTIONS(MEMBER)
} functions;

/* The handle has the size that libuv says, and comes last, so that waker_of can find its waker. */
typedef struct {
  functions uv;
  reactor *reactor;
  napi_async_cleanup_hook_handle hook;
  _Alignas(max_align_t) unsigned char handle[];
} uv_waker;

static uv_waker *waker_of(void *handle) {
  return (void *) ((char *) handle - offsetof(uv_waker, handle));
}

static bool find_functions(functions *uv) {
  bool all = true;
#ifdef __APPLE__
  /* macOS ignores `weak` for an undefined symbol. */
#define FIND(result, name, parameters)                                                             \
  *(void **) &uv->name = dlsym(RTLD_DEFAULT, #name);                                               \
  all = all && uv->name != NULL;
#else
#define FIND(result, name, parameters)                                                             \
  uv->name = name;                                                                                 \
  all = all && uv->name != NULL;
#endif
  FUNCTIONS(FIND)
  return all;
}

static void ready(void *handle, int status, int events) {
  (void) status;
  (void) events;
  uv_waker *waker = waker_of(handle);
  if (!reactor_dispatch(waker->reactor))
    waker->uv.uv_poll_stop(handle);
}

/* Until this call libuv uses the handle; until the hook is removed Node keeps the addon loaded. */
static void closed(void *handle) {
  uv_waker *waker = waker_of(handle);
  if (waker->reactor != NULL) {
    reactor_close(waker->reactor);
    free(waker->reactor);
  }
  if (waker->hook != NULL)
    napi_remove_async_cleanup_hook(waker->hook);
  free(waker);
}

/* An active uv_poll must not outlive its environment. */
static void end(napi_async_cleanup_hook_handle hook, void *data) {
  uv_waker *waker = data;
  waker->hook = hook;
  waker->uv.uv_poll_stop(waker->handle);
  waker->uv.uv_close(waker->handle, closed);
}

static int start(uv_waker *waker) {
  reactor *reactor = waker->reactor;
  int answer = waker->uv.uv_poll_start(waker->handle, UV_READABLE, ready);
  if (answer != 0)
    return answer;
  waker->uv.uv_unref(waker->handle);
  return napi_add_async_cleanup_hook(reactor->env, end, waker, &waker->hook) == napi_ok ? 0
                                                                                        : -ENOMEM;
}

static int open_uv(reactor *reactor) {
  functions uv;
  struct uv_loop_s *loop;
  if (!find_functions(&uv) || napi_get_uv_event_loop(reactor->env, &loop) != napi_ok)
    return -ENOSYS;
  uv_waker *waker = calloc(1, sizeof *waker + uv.uv_handle_size(UV_POLL));
  if (waker == NULL)
    return -ENOMEM;
  waker->uv = uv;
  int answer = uv.uv_poll_init(loop, waker->handle, reactor->fd);
  if (answer != 0) {
    free(waker);
    return answer;
  }
  waker->reactor = reactor;
  answer = start(waker);
  if (answer != 0) {
    waker->reactor = NULL;
    uv.uv_close(waker->handle, closed);
  }
  reactor->state = waker;
  return answer;
}

static void ref_uv(reactor *reactor, bool on) {
  uv_waker *waker = reactor->state;
  if (on)
    waker->uv.uv_ref(waker->handle);
  else
    waker->uv.uv_unref(waker->handle);
}

const waker waker_uv = {open_uv, ref_uv};
