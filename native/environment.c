/* What an environment (a thread with JavaScript) has of its own, and the end of it. */
#include "environment.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Ending must not wait for unsent data; the kernel goes on sending it by itself. */
static void close_at_once(int fd) {
  const struct linger off = {0, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &off, sizeof off);
  close(fd);
}

/* A terminated worker runs no JavaScript that could close them. */
static void close_owned(void *data) {
  environment *self = data;
  for (size_t fd = 0; fd < self->owned_size * 8; fd++) {
    if (self->owned[fd / 8] & 1 << fd % 8)
      close_at_once((int) fd);
  }
  free(self->owned);
  free(self);
}

bool environment_open(napi_env env) {
  environment *self = calloc(1, sizeof *self);
  if (self == NULL)
    return false;
  napi_set_instance_data(env, self, NULL, NULL);
  return napi_add_env_cleanup_hook(env, close_owned, self) == napi_ok;
}

environment *environment_of(napi_env env) {
  void *data = NULL;
  napi_get_instance_data(env, &data);
  return data;
}

/* Only what is open: the table grows with the highest number. */
static int own(environment *self, int fd) {
  if (fcntl(fd, F_GETFD) < 0)
    return -errno;
  size_t place = (size_t) fd / 8;
  if (place >= self->owned_size) {
    size_t size = (place + 1) * 2;
    uint8_t *owned = realloc(self->owned, size);
    if (owned == NULL)
      return -ENOMEM;
    memset(owned + self->owned_size, 0, size - self->owned_size);
    self->owned = owned;
    self->owned_size = size;
  }
  self->owned[place] |= (uint8_t) (1 << fd % 8);
  return 0;
}

void disown(environment *self, int fd) {
  if (fd >= 0 && (size_t) fd / 8 < self->owned_size) {
    self->owned[fd / 8] &= (uint8_t) ~(1 << fd % 8);
  }
}

/* Closes fd when this environment ends with it open. */
napi_value js_own(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  int fd = to_int(&in, 0);
  if (in.error)
    return js_refusal(&in);
  return js_int(env, own(environment_of(env), fd));
}

/* fstat(fd): device and inode into four numbers */
napi_value js_identity(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0);
  integers out = to_integers(&in, 1, 4);
  struct stat file;
  if (in.error)
    return js_refusal(&in);
  if (fstat(fd, &file) < 0)
    return js_answer(env, -1);
  uint64_t numbers[2] = {file.st_dev, file.st_ino};
  memcpy(out.data, numbers, sizeof numbers);
  return js_int(env, 0);
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
