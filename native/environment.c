/* What an environment (a thread with JavaScript) has of its own, and the end of it. */
#include "environment.h"

#include "background.h"
#include "mailbox.h"

#include <sys/stat.h>
#include <unistd.h>

static bool is_same_file(const mark *mark, int fd) {
  struct stat now;
  if (mark->unknown)
    return true;
  return fstat(fd, &now) == 0 && (uint64_t) now.st_ino == mark->inode &&
         (uint32_t) now.st_dev == mark->device;
}

static bool lingers(int fd) {
  struct linger linger = {0, 0};
  socklen_t length = sizeof linger;
  return getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &length) == 0 && linger.l_onoff != 0 &&
         linger.l_linger != 0;
}

/* A terminated worker runs no JavaScript that could close them. Its end must not wait for unsent
   data. */
static void close_owned(const environment *self) {
  for (size_t i = 0; i < self->marks_size; i++) {
    int fd = (int) i;
    if (!self->marks[i].owned || !is_same_file(&self->marks[i], fd))
      continue;
    if (lingers(fd))
      close_in_background(fd);
    else
      close(fd);
  }
}

static void end(void *data) {
  environment *self = data;
  close_owned(self);
  if (self->mailbox != NULL)
    mailbox_close(self->mailbox);
  free(self->marks);
  free(self);
}

bool environment_open(napi_env env) {
  environment *self = calloc(1, sizeof *self);
  if (self == NULL)
    return false;
  napi_set_instance_data(env, self, NULL, NULL);
  return napi_add_env_cleanup_hook(env, end, self) == napi_ok;
}

environment *environment_of(napi_env env) {
  void *data = NULL;
  napi_get_instance_data(env, &data);
  return data;
}

static bool make_room(environment *self, size_t least) {
  if (least <= self->marks_size)
    return true;
  size_t size = least * 2;
  mark *marks = realloc(self->marks, size * sizeof *marks);
  if (marks == NULL)
    return false;
  memset(marks + self->marks_size, 0, (size - self->marks_size) * sizeof *marks);
  self->marks = marks;
  self->marks_size = size;
  return true;
}

/* Only what is open: the table grows with the highest number. What else fstat(2) refuses says
   nothing of the descriptor (a file server that is gone, a size that 32 bits cannot hold). */
int own(environment *self, int fd) {
  struct stat now = {0};
  bool unknown = fstat(fd, &now) < 0;
  if (unknown && errno == EBADF)
    return -EBADF;
  if (!make_room(self, (size_t) fd + 1))
    return -ENOMEM;
  self->marks[fd] = (mark){(uint64_t) now.st_ino, (uint32_t) now.st_dev, true, unknown};
  return 0;
}

int owned(environment *self, int fd) {
  int answer = fd < 0 ? 0 : own(self, fd);
  if (answer == 0)
    return fd;
  close(fd);
  errno = -answer;
  return -1;
}

void disown(environment *self, int fd) {
  if (fd >= 0 && (size_t) fd < self->marks_size)
    self->marks[fd].owned = false;
}

/* Closes fd when this environment ends with it open. */
napi_value js_own(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  int fd = to_int(&in, 0);
  if (in.error)
    return js_refusal(&in);
  return js_int(env, own(environment_of(env), fd));
}

/* fd is another's to close from now on. */
napi_value js_disown(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  int fd = to_int(&in, 0);
  if (in.error)
    return js_refusal(&in);
  disown(environment_of(env), fd);
  return js_int(env, 0);
}

/* Which file fd is: device and inode, each in two halves. */
napi_value js_identity(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0);
  integers into = to_integers(&in, 1, 4);
  struct stat now;
  if (in.error)
    return js_refusal(&in);
  if (fstat(fd, &now) < 0)
    return js_answer(env, -1);
  const uint64_t halves[] = {(uint64_t) now.st_dev, (uint64_t) now.st_ino};
  memcpy(into.data, halves, sizeof halves);
  return js_int(env, 0);
}
