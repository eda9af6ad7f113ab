#include "environment.h"

#include "async_call.h"
#include "close_async.h"
#include "reactor.h"

#include <sys/stat.h>
#include <unistd.h>

static bool is_same_file(const owned_file *file, int fd) {
  struct stat now;
  if (file->unknown)
    return true;
  return fstat(fd, &now) == 0 && (uint64_t) now.st_ino == file->inode &&
         (uint32_t) now.st_dev == file->device;
}

static bool owns(const environment *self, int fd) {
  return fd >= 0 && (size_t) fd < self->files_size && self->files[fd].owned &&
         is_same_file(&self->files[fd], fd);
}

/* A terminated worker runs no JavaScript that could close its descriptors, and its end must not
   wait for unsent data. */
static void close_owned(const environment *self) {
  for (size_t i = 0; i < self->files_size; i++) {
    int fd = (int) i;
    if (!owns(self, fd))
      continue;
    if (close_may_block(fd))
      close_async(fd);
    else
      close(fd);
  }
}

static void end(void *data) {
  environment *self = data;
  close_owned(self);
  if (self->reactor != NULL)
    self->reactor->environment = NULL;
  if (self->completions != NULL)
    completion_queue_close(self->completions);
  free(self->files);
  free(self);
}

bool environment_open(napi_env env) {
  environment *self = calloc(1, sizeof *self);
  if (self == NULL || napi_add_env_cleanup_hook(env, end, self) != napi_ok) {
    free(self);
    return false;
  }
  return napi_set_instance_data(env, self, NULL, NULL) == napi_ok;
}

environment *environment_of(napi_env env) {
  void *data = NULL;
  napi_get_instance_data(env, &data);
  return data;
}

static bool grow_files(environment *self, size_t min_size) {
  if (min_size <= self->files_size)
    return true;
  size_t size = min_size * 2;
  owned_file *files = realloc(self->files, size * sizeof *files);
  if (files == NULL)
    return false;
  memset(files + self->files_size, 0, (size - self->files_size) * sizeof *files);
  self->files = files;
  self->files_size = size;
  return true;
}

/* Only an open descriptor can be owned, since the table grows up to the highest number. Errors of
   fstat(2) besides EBADF say nothing about the descriptor: a file server may be unreachable. */
int own(environment *self, int fd) {
  struct stat now = {0};
  bool unknown = fstat(fd, &now) < 0;
  if (unknown && errno == EBADF)
    return -EBADF;
  if (!grow_files(self, (size_t) fd + 1))
    return -ENOMEM;
  self->files[fd] = (owned_file){(uint64_t) now.st_ino, (uint32_t) now.st_dev, true, unknown};
  return 0;
}

int own_or_close(environment *self, int fd) {
  int answer = fd < 0 ? 0 : own(self, fd);
  if (answer == 0)
    return fd;
  if (answer != -EBADF) /* another thread has closed it, and its number may be a new file's */
    close(fd);
  errno = -answer;
  return -1;
}

void disown(environment *self, int fd) {
  if (fd >= 0 && (size_t) fd < self->files_size)
    self->files[fd].owned = false;
}

/* Closes fd at the end of this environment if it is still open, and still the same file. Answers 1
   if this environment owned the file before. */
napi_value js_own(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  int fd = to_int(&in, 0);
  if (in.error)
    return js_refusal(&in);
  environment *self = environment_of(env);
  bool before = owns(self, fd);
  int answer = own(self, fd);
  return js_int(env, answer < 0 ? answer : before);
}

/* Gives up ownership: the caller closes fd. */
napi_value js_disown(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  int fd = to_int(&in, 0);
  if (in.error)
    return js_refusal(&in);
  disown(environment_of(env), fd);
  return js_int(env, 0);
}

/* The device and the inode of fd, each as two numbers. */
napi_value js_identity(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0);
  integers into = to_integers(&in, 1, 4);
  struct stat now;
  if (in.error)
    return js_refusal(&in);
  if (fstat(fd, &now) < 0)
    return js_answer(env, -1);
  const uint64_t identity[] = {(uint64_t) now.st_dev, (uint64_t) now.st_ino};
  _Static_assert(sizeof identity == 4 * sizeof(int32_t), "device and inode");
  memcpy(into.data, identity, sizeof identity);
  return js_int(env, 0);
}
