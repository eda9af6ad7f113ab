#include "behind.h"
#include "environment.h"

#include <fcntl.h>
#include <unistd.h>

static void execute(napi_env env, void *data) {
  (void) env;
  task *task = data;
  task->work(task);
}

static void discard(napi_env env, task *task) {
  if (task->done != NULL)
    napi_delete_reference(env, task->done);
  if (task->handle != NULL)
    napi_delete_async_work(env, task->handle);
  free(task);
}

static void complete(napi_env env, napi_status status, void *data) {
  task *task = data;
  napi_handle_scope scope;
  napi_value done = NULL, answer = NULL;
  napi_open_handle_scope(env, &scope);
  if (status == napi_ok && task->done != NULL) {
    napi_get_reference_value(env, task->done, &done);
    answer = task->answer(env, task);
  }
  task->release(task);
  discard(env, task);
  if (done != NULL && answer != NULL)
    call_back(env, done, answer);
  napi_close_handle_scope(env, scope);
}

/* Answers 0 once it is queued; otherwise -errno, and the task is gone. */
int behind(napi_env env, task *task, napi_value done) {
  napi_value label = js_string(env, "berkeley");
  task->handle = NULL;
  task->done = NULL;
  if ((done == NULL || napi_create_reference(env, done, 1, &task->done) == napi_ok) &&
      napi_create_async_work(env, NULL, label, execute, complete, task, &task->handle) == napi_ok &&
      napi_queue_async_work(env, task->handle) == napi_ok)
    return 0;
  clear_exception(env);
  discard(env, task);
  return -ENOMEM;
}

typedef struct {
  task task;
  int fd;
} closing;

static void close_it(task *task) {
  closing *closing = (void *) task;
  if (closing->fd >= 0)
    close(closing->fd);
  closing->fd = -1;
}

/* close(fd), elsewhere */
napi_value js_closeBehind(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  int fd = to_int(&in, 0);
  if (in.error)
    return js_refusal(&in);
  if (fcntl(fd, F_GETFD) < 0)
    return js_answer(env, -1);
  closing *closing = malloc(sizeof *closing);
  if (closing == NULL)
    return js_int(env, -ENOMEM);
  closing->task = (task){.work = close_it, .release = close_it};
  closing->fd = fd;
  int answer = behind(env, &closing->task, NULL);
  if (answer == 0)
    disown(environment_of(env), fd);
  return js_int(env, answer);
}
