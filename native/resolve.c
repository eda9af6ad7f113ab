#include "async_call.h"

#include <netdb.h>

typedef struct {
  async_call call;
  bool has_host, has_service;
  char host[NI_MAXHOST], service[NI_MAXHOST];
  struct addrinfo hints, *found;
  int code, error;
} addrinfo_call;

typedef struct {
  async_call call;
  struct sockaddr_storage address;
  socklen_t length;
  int flags;
  char host[NI_MAXHOST], service[NI_MAXSERV];
  int code, error;
} nameinfo_call;

/* A name that is too long or contains a NUL exists nowhere; `code` is set, and no call is made. */
static bool text_or_null(arguments *in, int index, char *text, int *code) {
  if (is_null(in, index))
    return false;
  if (to_text(in, index, text, NI_MAXHOST) == NI_MAXHOST)
    *code = EAI_NONAME;
  return true;
}

static void read_addresses(arguments *in, addrinfo_call *out) {
  out->found = NULL;
  out->code = out->error = 0;
  out->has_host = text_or_null(in, 0, out->host, &out->code);
  out->has_service = text_or_null(in, 1, out->service, &out->code);
  memset(&out->hints, 0, sizeof out->hints);
  out->hints.ai_flags = to_int(in, 2);
  out->hints.ai_family = to_int(in, 3);
  out->hints.ai_socktype = to_int(in, 4);
  out->hints.ai_protocol = to_int(in, 5);
}

static void find_addresses(async_call *call) {
  addrinfo_call *self = (void *) call;
  if (self->code != 0)
    return;
  self->code = getaddrinfo(self->has_host ? self->host : NULL,
                           self->has_service ? self->service : NULL, &self->hints, &self->found);
  self->error = self->code == EAI_SYSTEM ? errno : 0;
}

static napi_value js_entry(napi_env env, const struct addrinfo *entry) {
  const napi_value fields[] = {
      js_int(env, entry->ai_family),
      js_int(env, entry->ai_socktype),
      js_int(env, entry->ai_protocol),
      js_bytes(env, entry->ai_addr, entry->ai_addrlen),
      entry->ai_canonname == NULL ? js_null(env) : js_string(env, entry->ai_canonname),
  };
  return js_list(env, LENGTH(fields), fields);
}

static napi_value js_outcome(napi_env env, int code, int error) {
  const napi_value fields[] = {js_int(env, code), js_int(env, error)};
  return js_list(env, LENGTH(fields), fields);
}

static napi_value answer_addresses(napi_env env, async_call *call) {
  addrinfo_call *self = (void *) call;
  napi_value answer = js_outcome(env, self->code, self->error);
  uint32_t count = 2;
  if (self->code != 0)
    return answer;
  for (const struct addrinfo *entry = self->found; entry != NULL; entry = entry->ai_next)
    napi_set_element(env, answer, count++, js_entry(env, entry));
  clear_exception(env);
  return answer;
}

static void free_addresses(addrinfo_call *self) {
  if (self->found != NULL)
    freeaddrinfo(self->found);
}

static void destroy_addresses(async_call *call) {
  addrinfo_call *self = (void *) call;
  free_addresses(self);
  free(self);
}

/* getaddrinfo(host, service, &hints, &found) */
napi_value js_getaddrinfo(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 6);
  addrinfo_call self;
  read_addresses(&in, &self);
  if (in.error)
    return js_outcome(env, EAI_SYSTEM, in.error);
  find_addresses(&self.call);
  napi_value answer = answer_addresses(env, &self.call);
  free_addresses(&self);
  return answer;
}

/* getaddrinfo(host, service, &hints, &found) on a thread: the id of the call */
napi_value js_getaddrinfoAsync(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 6);
  addrinfo_call *self = malloc(sizeof *self);
  if (self == NULL)
    return js_int(env, -ENOMEM);
  read_addresses(&in, self);
  if (in.error) {
    free(self);
    return js_refusal(&in);
  }
  self->call =
      (async_call){.run = find_addresses, .answer = answer_addresses, .destroy = destroy_addresses};
  return js_int(env, async_call_start(env, &self->call));
}

static void read_name(arguments *in, nameinfo_call *out) {
  bytes address = to_bytes(in, 0);
  out->flags = to_int(in, 1);
  out->length =
      (socklen_t) (address.length < sizeof out->address ? address.length : sizeof out->address);
  memset(&out->address, 0, sizeof out->address);
  if (out->length > 0)
    memcpy(&out->address, address.data, out->length);
}

static void find_name(async_call *call) {
  nameinfo_call *self = (void *) call;
  self->code = getnameinfo((struct sockaddr *) &self->address, self->length, self->host,
                           sizeof self->host, self->service, sizeof self->service, self->flags);
  self->error = self->code == EAI_SYSTEM ? errno : 0;
}

static napi_value answer_name(napi_env env, async_call *call) {
  nameinfo_call *self = (void *) call;
  if (self->code != 0)
    return js_outcome(env, self->code, self->error);
  const napi_value fields[] = {js_int(env, 0), js_int(env, 0), js_string(env, self->host),
                               js_string(env, self->service)};
  return js_list(env, LENGTH(fields), fields);
}

static void destroy_name(async_call *call) { free(call); }

/* getnameinfo(address, length, host, …, service, …, flags) */
napi_value js_getnameinfo(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  nameinfo_call self;
  read_name(&in, &self);
  if (in.error)
    return js_outcome(env, EAI_SYSTEM, in.error);
  find_name(&self.call);
  return answer_name(env, &self.call);
}

/* getnameinfo(address, length, host, …, service, …, flags) on a thread: the id of the call */
napi_value js_getnameinfoAsync(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  nameinfo_call *self = malloc(sizeof *self);
  if (self == NULL)
    return js_int(env, -ENOMEM);
  read_name(&in, self);
  if (in.error) {
    free(self);
    return js_refusal(&in);
  }
  self->call = (async_call){.run = find_name, .answer = answer_name, .destroy = destroy_name};
  return js_int(env, async_call_start(env, &self->call));
}

/* gai_strerror(code) */
napi_value js_gaiStrerror(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  int code = to_int(&in, 0);
  return in.error ? js_refusal(&in) : js_string(env, gai_strerror(code));
}

/* strerror(error) */
napi_value js_strerror(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  int error = to_int(&in, 0);
  return in.error ? js_refusal(&in) : js_string(env, strerror(error));
}
