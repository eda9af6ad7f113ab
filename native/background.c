#include "background.h"

#include "environment.h"

#ifdef __APPLE__
#include <dlfcn.h>
#endif
#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { IDLE_SECONDS = 5, KIBIBYTE = 1024 };

/* Process-wide, and never torn down. Threads are made on demand, nobody joins them, and an idle one
   ends by itself. */
struct pool {
  const unsigned most;
  const bool queues; /* whether a task may wait while all threads are at work */
  const size_t stack;
  pthread_mutex_t mutex;
  pthread_cond_t more;
  /* Under the mutex: */
  task *first, *last;
  unsigned threads, idle, queued;
};

#define POOL(most, queues, stack)                                                                  \
  {most, queues, stack, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, NULL, 0, 0, 0}

pool lookups = POOL(16, true, (size_t) 1024 * KIBIBYTE);
static pool closers = POOL(64, false, (size_t) 256 * KIBIBYTE);

int thread_start(pthread_t *thread, const pthread_attr_t *kind, void *(*run)(void *), void *data) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(thread, kind, run, data);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return error;
}

/* The clock may be set meanwhile: then a thread ends sooner or later than it would have. */
static bool wait_for_more(pool *pool) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += IDLE_SECONDS;
  int error = 0;
  pool->idle++;
  while (pool->first == NULL && error == 0)
    error = pthread_cond_timedwait(&pool->more, &pool->mutex, &until);
  pool->idle--;
  return pool->first != NULL;
}

static task *take_first(pool *pool) {
  task *task = pool->first;
  pool->first = task->next;
  pool->queued--;
  return task;
}

static void *serve(void *data) {
  pool *pool = data;
  pthread_mutex_lock(&pool->mutex);
  while (pool->first != NULL || wait_for_more(pool)) {
    task *task = take_first(pool);
    pthread_mutex_unlock(&pool->mutex);
    task->run(task);
    pthread_mutex_lock(&pool->mutex);
  }
  pool->threads--;
  pthread_mutex_unlock(&pool->mutex);
  return NULL;
}

/* The end of a worker unloads the addon, if no other thread has it, under the feet of our threads.
   ELF has a mark against that, which the linker sets. */
static void stay_loaded(void) {
#ifdef __APPLE__
  Dl_info here;
  if (dladdr((void *) stay_loaded, &here) != 0)
    dlopen(here.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
#endif
}

static int start_thread(pool *pool) {
  pthread_t thread;
  pthread_attr_t kind;
  int error = pthread_attr_init(&kind);
  if (error != 0)
    return error;
  pthread_attr_setdetachstate(&kind, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&kind, pool->stack);
  stay_loaded();
  error = thread_start(&thread, &kind, serve, pool);
  pthread_attr_destroy(&kind);
  if (error == 0)
    pool->threads++;
  return error;
}

static void append(pool *pool, task *task) {
  task->next = NULL;
  if (pool->first == NULL)
    pool->first = task;
  else
    pool->last->next = task;
  pool->last = task;
  pool->queued++;
  pthread_cond_signal(&pool->more);
}

int background(pool *pool, task *task) {
  int error = 0;
  pthread_mutex_lock(&pool->mutex);
  bool busy = pool->queued >= pool->idle;
  if (busy)
    error = pool->threads < pool->most ? start_thread(pool) : EAGAIN;
  /* Without a new thread it waits for one of the others, if there are any. */
  bool taken = error == 0 || (pool->queues && pool->threads > 0);
  if (taken)
    append(pool, task);
  pthread_mutex_unlock(&pool->mutex);
  return taken ? 0 : -error;
}

task *background_take_back(pool *pool, bool (*wanted)(const task *, const void *),
                           const void *data) {
  pthread_mutex_lock(&pool->mutex);
  task *before = NULL, *task = pool->first;
  while (task != NULL && !wanted(task, data)) {
    before = task;
    task = task->next;
  }
  if (task != NULL) {
    if (before == NULL)
      pool->first = task->next;
    else
      before->next = task->next;
    if (pool->last == task)
      pool->last = before;
    pool->queued--;
  }
  pthread_mutex_unlock(&pool->mutex);
  return task;
}

typedef struct {
  task task;
  int fd;
} closing;

static void run_closing(task *task) {
  closing *closing = (void *) task;
  close(closing->fd);
  free(closing);
}

/* Where no thread can be had it lingers no more: neither to wait here nor to leave it open would
   do, nor to wait behind others, since the peer would hear nothing of the end meanwhile. What is
   unsent the kernel goes on sending by itself. */
void close_in_background(int fd) {
  closing *closing = malloc(sizeof *closing);
  if (closing != NULL) {
    closing->task.run = run_closing;
    closing->fd = fd;
    if (background(&closers, &closing->task) == 0)
      return; /* NOLINT(clang-analyzer-unix.Malloc): run_closing frees it */
    free(closing);
  }
  const struct linger off = {0, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &off, sizeof off);
  close(fd);
}

/* close(fd), in the background */
napi_value js_closeInBackground(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  int fd = to_int(&in, 0);
  if (in.error)
    return js_refusal(&in);
  if (fcntl(fd, F_GETFD) < 0)
    return js_answer(env, -1);
  disown(environment_of(env), fd);
  close_in_background(fd);
  return js_int(env, 0);
}
