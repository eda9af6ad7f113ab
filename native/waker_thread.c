/* A thread watches the queue, for runtimes without the whole of libuv. */
#include "reactor.h"

#include "queue.h"
#include "thread_pool.h"
#include "wakeup.h"

#include <unistd.h>

typedef struct {
  reactor *reactor;
  napi_threadsafe_function call;
  pthread_t thread;
  int oneshot; /* where the thread waits */
  wakeup quit; /* ends the thread */
  bool stopped;
} thread_waker;

/* The thread. The queue is armed again once JavaScript has drained it: the events that come until
   then wake nobody. */
static void *watch(void *data) {
  thread_waker *waker = data;
  while (oneshot_wait(waker->oneshot, waker->quit.reader) &&
         napi_call_threadsafe_function(waker->call, NULL, napi_tsfn_nonblocking) == napi_ok)
    continue;
  return NULL;
}

/* When the runtime discards queued calls, env is NULL and the waker may have been freed. */
static void ready(napi_env env, napi_value function, void *context, void *data) {
  (void) function;
  (void) data;
  thread_waker *waker = context;
  if (env == NULL || waker->stopped)
    return;
  if (reactor_dispatch(waker->reactor))
    oneshot_arm(waker->oneshot, waker->reactor->fd);
}

static void close_all(thread_waker *waker) {
  close(waker->oneshot);
  wakeup_close(&waker->quit);
}

static void stop(thread_waker *waker) {
  if (waker->stopped)
    return;
  waker->stopped = true;
  wakeup_raise(&waker->quit);
  pthread_join(waker->thread, NULL);
  reactor_close(waker->reactor);
  close_all(waker);
}

/* A synchronous hook, since Deno frees an asynchronous one twice. Added after the runtime's own for
   the thread-safe function, it runs before that. */
static void end(void *data) {
  thread_waker *waker = data;
  stop(waker);
  napi_release_threadsafe_function(waker->call, napi_tsfn_release);
}

static void destroy(thread_waker *waker) {
  free(waker->reactor);
  free(waker);
}

/* The runtime has released the thread-safe function. Deno never calls this. */
static void finalize(napi_env env, void *data, void *hint) {
  (void) hint;
  thread_waker *waker = data;
  if (!waker->stopped) {
    stop(waker);
    napi_remove_env_cleanup_hook(env, end, waker);
  }
  destroy(waker);
}

/* For a waker that has not started: the reactor stays the caller's. */
static void discard(thread_waker *waker) {
  close_all(waker);
  waker->stopped = true;
  waker->reactor = NULL;
}

static int start(thread_waker *waker) {
  napi_env env = waker->reactor->env;
  if (napi_create_threadsafe_function(env, NULL, NULL, js_string(env, "berkeley"), 0, 1, waker,
                                      finalize, waker, ready, &waker->call) != napi_ok) {
    clear_exception(env);
    discard(waker);
    destroy(waker);
    return -ENOMEM;
  }
  napi_unref_threadsafe_function(env, waker->call);
  int error = thread_start(&waker->thread, NULL, watch, waker);
  if (error == 0) {
    napi_add_env_cleanup_hook(env, end, waker);
    return 0;
  }
  discard(waker);
  napi_release_threadsafe_function(waker->call, napi_tsfn_abort);
  return -error;
}

static int open_thread(reactor *reactor) {
  thread_waker *waker = calloc(1, sizeof *waker);
  if (waker == NULL)
    return -ENOMEM;
  int answer = wakeup_open(&waker->quit);
  if (answer < 0) {
    free(waker);
    return answer;
  }
  waker->oneshot = oneshot_open(reactor->fd, waker->quit.reader);
  if (waker->oneshot < 0) {
    answer = -errno;
    wakeup_close(&waker->quit);
    free(waker);
    return answer;
  }
  waker->reactor = reactor;
  reactor->state = waker;
  return start(waker);
}

static void ref_thread(reactor *reactor, bool on) {
  thread_waker *waker = reactor->state;
  if (on)
    napi_ref_threadsafe_function(reactor->env, waker->call);
  else
    napi_unref_threadsafe_function(reactor->env, waker->call);
}

const waker waker_thread = {open_thread, ref_thread};
