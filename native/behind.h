/* A call made on a worker thread, and its answer given to JavaScript on this one. */
#ifndef BERKELEY_BEHIND_H
#define BERKELEY_BEHIND_H

#include "napi.h"

typedef struct task task;

/* The head of what a call needs. It is made by malloc and freed here. */
struct task {
  void (*work)(task *);                   /* on the worker thread */
  napi_value (*answer)(napi_env, task *); /* what `done` gets */
  void (*release)(task *);                /* frees what work made; also where work never ran */
  napi_async_work handle;
  napi_ref done;
};

int behind(napi_env env, task *task, napi_value done);

#endif
