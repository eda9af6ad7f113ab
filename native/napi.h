/* Reads arguments and creates answers. Nothing here throws or leaves an exception pending. */
#ifndef BERKELEY_NAPI_H
#define BERKELEY_NAPI_H

#define NAPI_VERSION 8
#include <node_api.h>

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

typedef struct {
  napi_env env;
  int error; /* errno of the first invalid argument, or 0 */
  napi_value at[7];
} arguments;

/* The memory of a view, valid until JavaScript runs again. */
typedef struct {
  void *data;
  size_t length;
} bytes;

typedef struct {
  int32_t *data;
  size_t length;
} integers;

/* A buffer for an address: its length in the first four bytes, then the sockaddr. */
typedef struct {
  uint8_t *block;
  struct sockaddr *address;
  socklen_t length;
} name;

static inline arguments arguments_of(napi_env env, napi_callback_info info, size_t count) {
  arguments in;
  in.env = env;
  in.error = 0;
  napi_get_cb_info(env, info, &count, in.at, NULL, NULL);
  return in;
}

static inline void refuse(arguments *in, int error) {
  if (!in->error)
    in->error = error;
}

/* An integer of 32 bits, signed or unsigned: values above INT32_MAX keep their bits. */
static inline int to_int(arguments *in, int index) {
  double number;
  if (napi_get_value_double(in->env, in->at[index], &number) == napi_ok && number >= INT32_MIN &&
      number <= UINT32_MAX) {
    int64_t whole = (int64_t) number;
    if ((double) whole == number)
      return (int) (uint32_t) whole;
  }
  refuse(in, EINVAL);
  return 0;
}

int to_milliseconds(arguments *in, int index);
int64_t to_offset(arguments *in, int index);
bool is_null(arguments *in, int index);
bytes to_bytes(arguments *in, int index);
bytes to_bytes_or_null(arguments *in, int index);
integers to_integers(arguments *in, int index, size_t min_length);
name to_name(arguments *in, int index);
name to_name_or_null(arguments *in, int index);
size_t to_text(arguments *in, int index, char *text, size_t size);

bytes bytes_of(napi_env env, napi_value view, int *error);
integers integers_of(napi_env env, napi_value view, int *error);

/* Reports the length of the address that the kernel has, which may be more than fits. */
static inline void set_name_length(const name *name, socklen_t length) {
  uint32_t count = length;
  if (name->block != NULL)
    memcpy(name->block, &count, sizeof count);
}

static inline socklen_t socklen_of(bytes bytes) {
  return bytes.length < INT_MAX ? (socklen_t) bytes.length : INT_MAX;
}

static inline napi_value js_int(napi_env env, int number) {
  napi_value value = NULL;
  napi_create_int32(env, number, &value);
  return value;
}

/* The result of a system call: a count or a descriptor, or -errno. */
static inline napi_value js_answer(napi_env env, long result) {
  return js_int(env, result < 0 ? -errno : (int) result);
}

static inline napi_value js_refusal(const arguments *in) { return js_int(in->env, -in->error); }

napi_value js_null(napi_env env);
napi_value js_string(napi_env env, const char *text);
napi_value js_bytes(napi_env env, const void *data, size_t length);
napi_value js_list(napi_env env, size_t count, const napi_value *items);

bool clear_exception(napi_env env);
void call_back(napi_env env, napi_value function, napi_value argument);

#endif
