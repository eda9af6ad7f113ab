/* A thread watches the queue, for runtimes without the whole of libuv. */
#include "reactor.h"
#include "thread_pool.h"
#include "wakeup.h"

#include <poll.h>
#include <time.h>

typedef struct {
  reactor *reactor;
  napi_threadsafe_function call;
  pthread_t thread;
  wakeup quit; /* makes the thread leave poll(2) and end */
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  bool dispatching, stopping; /* guarded by the mutex */
  bool stopped;               /* used by JavaScript's thread alone */
} thread_waker;

/* Waits until JavaScript has drained the queue, since poll(2) is level-triggered and would return
   at once. Returns false when the thread is to end. */
static bool wait_dispatched(thread_waker *waker) {
  pthread_mutex_lock(&waker->mutex);
  while (waker->dispatching && !waker->stopping)
    pthread_cond_wait(&waker->changed, &waker->mutex);
  bool stopping = waker->stopping;
  pthread_mutex_unlock(&waker->mutex);
  return !stopping;
}

static void set_flag(thread_waker *waker, bool *flag, bool value) {
  pthread_mutex_lock(&waker->mutex);
  *flag = value;
  pthread_cond_signal(&waker->changed);
  pthread_mutex_unlock(&waker->mutex);
}

/* If poll(2) fails (out of memory, RLIMIT_NOFILE below 2), JavaScript is woken at intervals to look
   for itself. */
static void *watch(void *data) {
  const struct timespec interval = {.tv_nsec = 10L * 1000 * 1000};
  thread_waker *waker = data;
  struct pollfd fds[] = {{.fd = waker->quit.reader, .events = POLLIN},
                         {.fd = waker->reactor->fd, .events = POLLIN}};
  do {
    int count = poll(fds, LENGTH(fds), -1);
    if (count < 0 && errno == EINTR)
      continue;
    if (count > 0 && (fds[0].revents != 0 || fds[1].revents & POLLNVAL))
      break;
    if (count < 0)
      nanosleep(&interval, NULL);
    set_flag(waker, &waker->dispatching, true);
    if (napi_call_threadsafe_function(waker->call, NULL, napi_tsfn_nonblocking) != napi_ok)
      break;
  } while (wait_dispatched(waker));
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
    set_flag(waker, &waker->dispatching, false);
}

static void stop(thread_waker *waker) {
  if (waker->stopped)
    return;
  waker->stopped = true;
  set_flag(waker, &waker->stopping, true);
  wakeup_raise(&waker->quit);
  pthread_join(waker->thread, NULL);
  reactor_close(waker->reactor);
  wakeup_close(&waker->quit);
}

/* A synchronous hook, since Deno frees an asynchronous one twice. Added after the runtime's own for
   the thread-safe function, it runs before that. */
static void end(void *data) {
  thread_waker *waker = data;
  stop(waker);
  napi_release_threadsafe_function(waker->call, napi_tsfn_release);
}

static void destroy(thread_waker *waker) {
  pthread_cond_destroy(&waker->changed);
  pthread_mutex_destroy(&waker->mutex);
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
  wakeup_close(&waker->quit);
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
  pthread_mutex_init(&waker->mutex, NULL);
  pthread_cond_init(&waker->changed, NULL);
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
