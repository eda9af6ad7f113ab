#include "mailbox.h"

#include <netdb.h>

typedef struct {
  letter letter;
  bool has_host, has_service;
  char host[NI_MAXHOST], service[NI_MAXHOST];
  struct addrinfo hints, *found;
  int code, error;
} address_question;

typedef struct {
  letter letter;
  struct sockaddr_storage address;
  socklen_t length;
  int flags;
  char host[NI_MAXHOST], service[NI_MAXSERV];
  int code, error;
} name_question;

/* Text that C cannot hold names nothing: the code says so before the question is asked. */
static bool text_or_null(arguments *in, int index, char *text, int *code) {
  if (is_null(in, index))
    return false;
  if (to_text(in, index, text, NI_MAXHOST) == NI_MAXHOST)
    *code = EAI_NONAME;
  return true;
}

static void read_addresses(arguments *in, address_question *out) {
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

static void find_addresses(letter *letter) {
  address_question *question = (void *) letter;
  if (question->code != 0)
    return;
  question->code = getaddrinfo(question->has_host ? question->host : NULL,
                               question->has_service ? question->service : NULL, &question->hints,
                               &question->found);
  question->error = question->code == EAI_SYSTEM ? errno : 0;
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

static napi_value answer_addresses(napi_env env, letter *letter) {
  address_question *question = (void *) letter;
  napi_value answer = js_outcome(env, question->code, question->error);
  uint32_t count = 2;
  if (question->code != 0)
    return answer;
  for (const struct addrinfo *entry = question->found; entry != NULL; entry = entry->ai_next)
    napi_set_element(env, answer, count++, js_entry(env, entry));
  clear_exception(env);
  return answer;
}

static void free_addresses(address_question *question) {
  if (question->found != NULL)
    freeaddrinfo(question->found);
}

static void release_addresses(letter *letter) {
  address_question *question = (void *) letter;
  free_addresses(question);
  free(question);
}

/* getaddrinfo(host, service, &hints, &found) */
napi_value js_getaddrinfo(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 6);
  address_question question;
  read_addresses(&in, &question);
  if (in.error)
    return js_outcome(env, EAI_SYSTEM, in.error);
  find_addresses(&question.letter);
  napi_value answer = answer_addresses(env, &question.letter);
  free_addresses(&question);
  return answer;
}

/* getaddrinfo(host, service, &hints, &found), in the background: a ticket for the answer */
napi_value js_getaddrinfoStart(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 6);
  address_question *question = malloc(sizeof *question);
  if (question == NULL)
    return js_int(env, -ENOMEM);
  read_addresses(&in, question);
  if (in.error) {
    free(question);
    return js_refusal(&in);
  }
  question->letter =
      (letter){.work = find_addresses, .answer = answer_addresses, .release = release_addresses};
  return js_int(env, mailbox_send(env, &lookups, &question->letter));
}

static void read_name(arguments *in, name_question *out) {
  bytes address = to_bytes(in, 0);
  out->flags = to_int(in, 1);
  out->length =
      (socklen_t) (address.length < sizeof out->address ? address.length : sizeof out->address);
  memset(&out->address, 0, sizeof out->address);
  if (out->length > 0)
    memcpy(&out->address, address.data, out->length);
}

static void find_name(letter *letter) {
  name_question *question = (void *) letter;
  question->code = getnameinfo((struct sockaddr *) &question->address, question->length,
                               question->host, sizeof question->host, question->service,
                               sizeof question->service, question->flags);
  question->error = question->code == EAI_SYSTEM ? errno : 0;
}

static napi_value answer_name(napi_env env, letter *letter) {
  name_question *question = (void *) letter;
  if (question->code != 0)
    return js_outcome(env, question->code, question->error);
  const napi_value fields[] = {js_int(env, 0), js_int(env, 0), js_string(env, question->host),
                               js_string(env, question->service)};
  return js_list(env, LENGTH(fields), fields);
}

static void release_name(letter *letter) { free(letter); }

/* getnameinfo(address, length, host, …, service, …, flags) */
napi_value js_getnameinfo(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  name_question question;
  read_name(&in, &question);
  if (in.error)
    return js_outcome(env, EAI_SYSTEM, in.error);
  find_name(&question.letter);
  return answer_name(env, &question.letter);
}

/* getnameinfo(address, length, host, …, service, …, flags), in the background: a ticket */
napi_value js_getnameinfoStart(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  name_question *question = malloc(sizeof *question);
  if (question == NULL)
    return js_int(env, -ENOMEM);
  read_name(&in, question);
  if (in.error) {
    free(question);
    return js_refusal(&in);
  }
  question->letter = (letter){.work = find_name, .answer = answer_name, .release = release_name};
  return js_int(env, mailbox_send(env, &lookups, &question->letter));
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
