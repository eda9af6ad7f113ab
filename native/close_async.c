#include "close_async.h"

#include "environment.h"
#include "thread_pool.h"

#include <fcntl.h>
#include <unistd.h>

/* There is no queue: a close that waits behind others would delay the end of the stream for its
   peer. */
static pool close_pool = POOL_INITIALIZER(64, false, (size_t) 256 * 1024);

typedef struct {
  task task;
  int fd;
} close_task;

static void run_close(task *task) {
  close_task *self = (void *) task;
  close(self->fd);
  free(self);
}

bool close_may_block(int fd) {
  struct linger linger = {0, 0};
  socklen_t length = sizeof linger;
  return getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &length) == 0 && linger.l_onoff != 0 &&
         linger.l_linger != 0;
}

/* The last resort if no thread can be had is to turn SO_LINGER off, also for those who share the
   open file: blocking here would be worse, and so would leaving the socket open. The kernel still
   sends what is unsent. */
void close_async(int fd) {
  close_task *self = malloc(sizeof *self);
  if (self != NULL) {
    *self = (close_task){{.run = run_close}, fd};
    if (pool_submit(&close_pool, &self->task) == 0)
      return; /* NOLINT(clang-analyzer-unix.Malloc): run_close frees it */
    free(self);
  }
  const struct linger off = {0, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &off, sizeof off);
  close(fd);
}

/* close(fd) on a thread of the pool */
napi_value js_closeAsync(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  int fd = to_int(&in, 0);
  if (in.error)
    return js_refusal(&in);
  if (fcntl(fd, F_GETFD) < 0)
    return js_answer(env, -1);
  disown(environment_of(env), fd);
  close_async(fd);
  return js_int(env, 0);
}
