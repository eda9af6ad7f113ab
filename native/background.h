/* Calls that may take long, on threads of our own: the runtime's pool is everybody's, and both the
   end of a worker and that of the process wait for what runs there. */
#ifndef BERKELEY_BACKGROUND_H
#define BERKELEY_BACKGROUND_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct task task;

/* The head of what a thread is to do. `run` frees it, or hands it on. */
struct task {
  void (*run)(task *);
  task *next;
};

typedef struct pool pool;

/* getaddrinfo and getnameinfo */
extern pool lookups;

/* Answers 0 once some thread will run it; otherwise -errno, and the task is still the caller's. */
int background(pool *pool, task *task);
/* Takes out of the queue, for the caller to free, the first that no thread has begun and `wanted`
   picks; NULL where there is none. */
task *background_take_back(pool *pool, bool (*wanted)(const task *, const void *),
                           const void *data);

/* Starts a thread that no signal interrupts; answers an errno or 0. */
int thread_start(pthread_t *thread, const pthread_attr_t *kind, void *(*run)(void *), void *data);

/* close(fd), where it may wait for unsent data */
void close_in_background(int fd);

#endif
