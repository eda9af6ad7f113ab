#include "thread_pool.h"

#ifdef __APPLE__
#include <dlfcn.h>
#endif
#include <errno.h>
#include <signal.h>
#include <time.h>

enum { IDLE_SECONDS = 5 };

int thread_start(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                 void *data) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(thread, attributes, run, data);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return error;
}

/* Returns whether there is a task. A change of the clock ends an idle thread earlier or later. */
static bool wait_for_task(pool *pool) {
  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  deadline.tv_sec += IDLE_SECONDS;
  int error = 0;
  pool->idle++;
  while (pool->first == NULL && error == 0)
    error = pthread_cond_timedwait(&pool->submitted, &pool->mutex, &deadline);
  pool->idle--;
  return pool->first != NULL;
}

static task *dequeue(pool *pool) {
  task *task = pool->first;
  pool->first = task->next;
  pool->queued--;
  return task;
}

static void *run_tasks(void *data) {
  pool *pool = data;
  pthread_mutex_lock(&pool->mutex);
  while (pool->first != NULL || wait_for_task(pool)) {
    task *task = dequeue(pool);
    pthread_mutex_unlock(&pool->mutex);
    task->run(task);
    pthread_mutex_lock(&pool->mutex);
  }
  pool->threads--;
  pthread_mutex_unlock(&pool->mutex);
  return NULL;
}

/* The end of the last worker that uses the addon would unload the code that our threads run. ELF
   has a flag against that, which the linker sets. */
static void stay_loaded(void) {
#ifdef __APPLE__
  Dl_info here;
  if (dladdr((void *) stay_loaded, &here) != 0)
    dlopen(here.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
#endif
}

static int add_thread(pool *pool) {
  pthread_t thread;
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error != 0)
    return error;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, pool->stack_size);
  stay_loaded();
  error = thread_start(&thread, &attributes, run_tasks, pool);
  pthread_attr_destroy(&attributes);
  if (error == 0)
    pool->threads++;
  return error;
}

static void enqueue(pool *pool, task *task) {
  task->next = NULL;
  if (pool->first == NULL)
    pool->first = task;
  else
    pool->last->next = task;
  pool->last = task;
  pool->queued++;
  pthread_cond_signal(&pool->submitted);
}

int pool_submit(pool *pool, task *task) {
  int error = 0;
  pthread_mutex_lock(&pool->mutex);
  if (pool->queued >= pool->idle)
    error = pool->threads < pool->max_threads ? add_thread(pool) : EAGAIN;
  /* Without a new thread the task waits for a busy one, if there is any. */
  bool accepted = error == 0 || (pool->queues && pool->threads > 0);
  if (accepted)
    enqueue(pool, task);
  pthread_mutex_unlock(&pool->mutex);
  return accepted ? 0 : -error;
}

task *pool_cancel(pool *pool, bool (*matches)(const task *, const void *), const void *data) {
  pthread_mutex_lock(&pool->mutex);
  task *before = NULL, *task = pool->first;
  while (task != NULL && !matches(task, data)) {
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
