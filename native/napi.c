#include "napi.h"

#define MAX_SAFE_INTEGER 9007199254740991.0

/* A napi_typedarray_type that the headers of Node 20 lack. */
enum { FLOAT16 = 11 };
static const uint8_t element_sizes[] = {
    [napi_int8_array] = 1,    [napi_uint8_array] = 1,    [napi_uint8_clamped_array] = 1,
    [napi_int16_array] = 2,   [napi_uint16_array] = 2,   [FLOAT16] = 2,
    [napi_int32_array] = 4,   [napi_uint32_array] = 4,   [napi_float32_array] = 4,
    [napi_float64_array] = 8, [napi_bigint64_array] = 8, [napi_biguint64_array] = 8,
};

/* Most callers pass no `buffer`, as it would cost a handle. A DataView has no type. */
static bool read_view(napi_env env, napi_value view, bytes *out, napi_typedarray_type *type,
                      napi_value *buffer) {
  *type = (napi_typedarray_type) -1;
  if (napi_get_typedarray_info(env, view, type, &out->length, &out->data, buffer, NULL) != napi_ok)
    return napi_get_dataview_info(env, view, &out->length, &out->data, buffer, NULL) == napi_ok;
  if ((size_t) *type >= LENGTH(element_sizes))
    return false;
  out->length *= element_sizes[*type];
  return true;
}

static bool is_detached(napi_env env, napi_value view) {
  bytes out;
  napi_typedarray_type type;
  napi_value buffer;
  bool detached = false;
  if (!read_view(env, view, &out, &type, &buffer))
    return true;
  napi_is_detached_arraybuffer(env, buffer, &detached);
  return detached;
}

static bytes typed_bytes_of(napi_env env, napi_value view, napi_typedarray_type *type, int *error) {
  bytes out;
  if (read_view(env, view, &out, type, NULL) && (out.length > 0 || !is_detached(env, view)))
    return out;
  *error = EFAULT;
  return (bytes){NULL, 0};
}

/* The memory of any view; EFAULT if it is detached, or no view at all. */
bytes bytes_of(napi_env env, napi_value view, int *error) {
  napi_typedarray_type type;
  return typed_bytes_of(env, view, &type, error);
}

/* The numbers of an Int32Array; EINVAL for other views. */
integers integers_of(napi_env env, napi_value view, int *error) {
  napi_typedarray_type type;
  bytes found = typed_bytes_of(env, view, &type, error);
  if (!*error && type != napi_int32_array)
    *error = EINVAL;
  return *error ? (integers){NULL, 0} : (integers){found.data, found.length / sizeof(int32_t)};
}

bool is_null(arguments *in, int index) {
  napi_valuetype type = napi_object;
  napi_typeof(in->env, in->at[index], &type);
  return type == napi_null || type == napi_undefined;
}

/* A timeout: a negative number waits indefinitely, and what int cannot hold is its maximum. */
int to_milliseconds(arguments *in, int index) {
  double number = 0;
  napi_get_value_double(in->env, in->at[index], &number);
  int whole = to_int(in, index);
  return number > INT_MAX ? INT_MAX : whole;
}

/* A position in a file, as far as a JavaScript number is exact. */
int64_t to_offset(arguments *in, int index) {
  double number;
  if (napi_get_value_double(in->env, in->at[index], &number) == napi_ok && number >= 0 &&
      number <= MAX_SAFE_INTEGER && (double) (int64_t) number == number)
    return (int64_t) number;
  refuse(in, EINVAL);
  return 0;
}

bytes to_bytes(arguments *in, int index) {
  int error = 0;
  bytes out = bytes_of(in->env, in->at[index], &error);
  if (error)
    refuse(in, error);
  return out;
}

bytes to_bytes_or_null(arguments *in, int index) {
  return is_null(in, index) ? (bytes){NULL, 0} : to_bytes(in, index);
}

integers to_integers(arguments *in, int index, size_t min_length) {
  int error = 0;
  integers out = integers_of(in->env, in->at[index], &error);
  if (!error && out.length < min_length)
    error = EINVAL;
  if (error)
    refuse(in, error);
  return out;
}

name to_name(arguments *in, int index) {
  bytes block = to_bytes(in, index);
  if (block.length < sizeof(uint32_t)) {
    refuse(in, EINVAL);
    return (name){NULL, NULL, 0};
  }
  uint8_t *address = (uint8_t *) block.data + sizeof(uint32_t);
  return (name){block.data, (void *) address, socklen_of(block) - sizeof(uint32_t)};
}

name to_name_or_null(arguments *in, int index) {
  return is_null(in, index) ? (name){NULL, NULL, 0} : to_name(in, index);
}

/* Writes a string as UTF-8 with a terminating NUL, and returns its length; `size` if it does not
   fit or contains a NUL. */
size_t to_text(arguments *in, int index, char *text, size_t size) {
  size_t length = 0;
  text[0] = '\0';
  if (napi_get_value_string_utf8(in->env, in->at[index], NULL, 0, &length) != napi_ok) {
    refuse(in, EINVAL);
    return 0;
  }
  if (length >= size)
    return size;
  napi_get_value_string_utf8(in->env, in->at[index], text, size, NULL);
  return strlen(text) == length ? length : size;
}

napi_value js_null(napi_env env) {
  napi_value value = NULL;
  napi_get_null(env, &value);
  return value;
}

napi_value js_string(napi_env env, const char *text) {
  napi_value value = NULL;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  return value;
}

napi_value js_bytes(napi_env env, const void *data, size_t length) {
  napi_value value = NULL;
  napi_create_buffer_copy(env, length, data, NULL, &value);
  return value;
}

napi_value js_list(napi_env env, size_t count, const napi_value *items) {
  napi_value list = NULL;
  napi_create_array_with_length(env, count, &list);
  for (size_t i = 0; i < count; i++)
    napi_set_element(env, list, (uint32_t) i, items[i]);
  clear_exception(env);
  return list;
}

/* Discards what JavaScript threw during a call of ours; returns whether there was anything. */
bool clear_exception(napi_env env) {
  bool pending = false;
  napi_value exception;
  if (napi_is_exception_pending(env, &pending) != napi_ok || !pending)
    return false;
  napi_get_and_clear_last_exception(env, &exception);
  return true;
}

/* Calls as the event loop does: ticks and microtasks run next, and an exception is uncaught. */
void call_back(napi_env env, napi_value function, napi_value argument) {
  napi_value global, result;
  bool pending = false;
  if (napi_get_global(env, &global) != napi_ok)
    return;
  napi_make_callback(env, NULL, global, function, 1, &argument, &result);
  if (napi_is_exception_pending(env, &pending) != napi_ok || !pending)
    return;
  napi_value exception;
  if (napi_get_and_clear_last_exception(env, &exception) == napi_ok)
    napi_fatal_exception(env, exception);
}
