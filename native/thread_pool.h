/* Threads of our own. Both the end of a worker and that of the process would wait for work in the
   runtime's pool, which other modules need too. */
#ifndef BERKELEY_THREAD_POOL_H
#define BERKELEY_THREAD_POOL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct task task;

/* The first member of every unit of work. `run` frees it or passes it on. */
struct task {
  void (*run)(task *);
  task *next;
};

/* Process-wide and never destroyed: threads start on demand, nobody joins them, and an idle thread
   ends by itself. */
typedef struct {
  const unsigned max_threads;
  const bool queues; /* whether a task may wait while all threads are busy */
  const size_t stack_size;
  pthread_mutex_t mutex;
  pthread_cond_t submitted;
  /* Guarded by the mutex: */
  task *first, *last;
  unsigned threads, idle, queued;
} pool;

#define POOL_INITIALIZER(max_threads, queues, stack_size)                                          \
  {                                                                                                \
      max_threads,                                                                                 \
      queues,                                                                                      \
      stack_size,                                                                                  \
      PTHREAD_MUTEX_INITIALIZER,                                                                   \
      PTHREAD_COND_INITIALIZER,                                                                    \
      NULL,                                                                                        \
      NULL,                                                                                        \
      0,                                                                                           \
      0,                                                                                           \
      0}

/* Returns 0 once a thread is sure to run the task; otherwise -errno, and the task is still the
   caller's. */
int pool_submit(pool *pool, task *task);
/* Removes the first queued task that `matches` accepts, for the caller to free. Returns NULL if
   there is none, or a thread has already started it. */
task *pool_cancel(pool *pool, bool (*matches)(const task *, const void *), const void *data);

/* pthread_create(3) with every signal blocked, so that none interrupts the thread. */
int thread_start(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                 void *data);

#endif
