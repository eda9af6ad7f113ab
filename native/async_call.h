/* Calls that take long and have no descriptor to wait on: a thread makes the call, and JavaScript
   takes its answer from a completion queue. */
#ifndef BERKELEY_ASYNC_CALL_H
#define BERKELEY_ASYNC_CALL_H

#include "napi.h"
#include "thread_pool.h"

typedef struct completion_queue completion_queue;
typedef struct async_call async_call;

/* The first member of every such call. */
struct async_call {
  task task; /* `next` links the completed calls too */
  completion_queue *queue;
  int32_t id;
  void (*run)(async_call *);                    /* on a thread of the pool */
  napi_value (*answer)(napi_env, async_call *); /* on JavaScript's thread */
  void (*destroy)(async_call *);                /* on either: frees the call and its result */
};

/* Returns the id of the call, or -errno after having destroyed it. */
int32_t async_call_start(napi_env env, async_call *call);
/* For the end of the environment: calls that complete later are destroyed unread. */
void completion_queue_close(completion_queue *queue);

#endif
