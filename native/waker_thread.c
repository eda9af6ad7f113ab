/* A thread watches the queue, for runtimes whose libuv is not all there. */
#include "background.h"
#include "reactor.h"

#include <fcntl.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

typedef struct {
  reactor *reactor;
  napi_threadsafe_function call;
  pthread_t thread;
  int quit[2]; /* a pipe: its end means to stop */
  pthread_mutex_t mutex;
  pthread_cond_t change;
  bool called, stopping; /* under the mutex */
  bool stopped;
} thread_waker;

/* Waits until JavaScript has drained the queue: a level-triggered descriptor would spin us. */
static bool wait_drained(thread_waker *waker) {
  pthread_mutex_lock(&waker->mutex);
  while (waker->called && !waker->stopping)
    pthread_cond_wait(&waker->change, &waker->mutex);
  bool go_on = !waker->stopping;
  pthread_mutex_unlock(&waker->mutex);
  return go_on;
}

static void change(thread_waker *waker, bool *flag, bool value) {
  pthread_mutex_lock(&waker->mutex);
  *flag = value;
  pthread_cond_signal(&waker->change);
  pthread_mutex_unlock(&waker->mutex);
}

/* Where poll(2) fails (no memory; RLIMIT_NOFILE below 2) JavaScript looks by itself, now and then.
 */
static void *watch(void *data) {
  const struct timespec rest = {.tv_nsec = 10L * 1000 * 1000};
  thread_waker *waker = data;
  struct pollfd fds[] = {{.fd = waker->quit[0], .events = POLLIN},
                         {.fd = waker->reactor->fd, .events = POLLIN}};
  do {
    int count = poll(fds, LENGTH(fds), -1);
    if (count < 0 && errno == EINTR)
      continue;
    if (count > 0 && (fds[0].revents != 0 || fds[1].revents & POLLNVAL))
      break;
    if (count < 0)
      nanosleep(&rest, NULL);
    change(waker, &waker->called, true);
    if (napi_call_threadsafe_function(waker->call, NULL, napi_tsfn_nonblocking) != napi_ok)
      break;
  } while (wait_drained(waker));
  return NULL;
}

/* Without an environment it is the runtime that empties its queue, and the waker may be gone. */
static void ready(napi_env env, napi_value function, void *context, void *data) {
  (void) function;
  (void) data;
  thread_waker *waker = context;
  if (env == NULL || waker->stopped)
    return;
  if (reactor_dispatch(waker->reactor))
    change(waker, &waker->called, false);
}

/* Wakes the thread first: who joins one that sleeps in poll never returns. */
static void stop(thread_waker *waker) {
  if (waker->stopped)
    return;
  waker->stopped = true;
  change(waker, &waker->stopping, true);
  while (write(waker->quit[1], "", 1) < 0 && errno == EINTR)
    continue;
  pthread_join(waker->thread, NULL);
  reactor_close(waker->reactor);
  for (int i = 0; i < 2; i++)
    close(waker->quit[i]);
}

/* A synchronous hook (an asynchronous one is freed twice by Deno), added after the runtime's own
   for the thread-safe function and so run before it. */
static void end(void *data) {
  thread_waker *waker = data;
  stop(waker);
  napi_release_threadsafe_function(waker->call, napi_tsfn_release);
}

static void destroy(thread_waker *waker) {
  pthread_cond_destroy(&waker->change);
  pthread_mutex_destroy(&waker->mutex);
  free(waker->reactor);
  free(waker);
}

/* The last that the runtime has to do with us; Deno never comes here. */
static void finalize(napi_env env, void *data, void *hint) {
  (void) hint;
  thread_waker *waker = data;
  if (!waker->stopped) {
    stop(waker);
    napi_remove_env_cleanup_hook(env, end, waker);
  }
  destroy(waker);
}

static thread_waker *make(reactor *reactor) {
  thread_waker *waker = calloc(1, sizeof *waker);
  if (waker == NULL || pipe(waker->quit) < 0) {
    free(waker);
    return NULL;
  }
  for (int i = 0; i < 2; i++)
    fcntl(waker->quit[i], F_SETFD, FD_CLOEXEC);
  pthread_mutex_init(&waker->mutex, NULL);
  pthread_cond_init(&waker->change, NULL);
  waker->reactor = reactor;
  reactor->state = waker;
  return waker;
}

/* For a waker that never began: its reactor is the caller's. */
static void unmake(thread_waker *waker) {
  for (int i = 0; i < 2; i++)
    close(waker->quit[i]);
  waker->stopped = true;
  waker->reactor = NULL;
}

static int open_thread(reactor *reactor) {
  thread_waker *waker = make(reactor);
  if (waker == NULL)
    return -errno;
  napi_env env = reactor->env;
  if (napi_create_threadsafe_function(env, NULL, NULL, js_string(env, "berkeley"), 0, 1, waker,
                                      finalize, waker, ready, &waker->call) != napi_ok) {
    clear_exception(env);
    unmake(waker);
    destroy(waker);
    return -ENOMEM;
  }
  napi_unref_threadsafe_function(env, waker->call);
  int error = thread_start(&waker->thread, NULL, watch, waker);
  if (error == 0) {
    napi_add_env_cleanup_hook(env, end, waker);
    return 0;
  }
  unmake(waker);
  napi_release_threadsafe_function(waker->call, napi_tsfn_abort);
  return -error;
}

static void ref_thread(reactor *reactor, bool on) {
  thread_waker *waker = reactor->state;
  if (on)
    napi_ref_threadsafe_function(reactor->env, waker->call);
  else
    napi_unref_threadsafe_function(reactor->env, waker->call);
}

const waker waker_thread = {open_thread, ref_thread};
