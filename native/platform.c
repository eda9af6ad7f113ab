#include "napi.h"

#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#ifdef __linux__
#include <linux/tcp.h> /* has more than netinet/tcp.h, with which it conflicts */
#include <sys/epoll.h>
#ifndef SOL_TCP
#define SOL_TCP IPPROTO_TCP /* of netinet/tcp.h */
#endif
#else
#include <netinet/icmp6.h> /* conflicts with the header of the Linux kernel */
#include <netinet/tcp.h>
#endif
#include "structs.h"
#include "headers.inc"

/* The numbers in the tables are those of Linux's common ABI. */
#if defined(__linux__) && !defined(__mips__) && !defined(__sparc__) && !defined(__hppa__) &&       \
    !defined(__alpha__)
#define LINUX_NUMBERS
#endif

#define CHECK_NUMBERS
#include "numbers.inc"
#undef CHECK_NUMBERS

/* Each table consists of its names in one string, and of its values in the same order: an array of
   pointers to the names would have to be relocated in every process. */
static const char number_names[] =
#define NUMBER(name) #name "\0"
#define FALLBACK(name, value) #name "\0"
#include "numbers.inc"
    "";
#undef NUMBER
#undef FALLBACK

static const int64_t numbers[] = {
#define NUMBER(name) (int64_t) (name),
#define FALLBACK(name, value) value,
#include "numbers.inc"
};
#undef NUMBER
#undef FALLBACK

/* A struct, whose offset is -1, or a field of the last struct before it. */
typedef struct {
  int offset;
  unsigned size;
} layout_row;

#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__) || defined(__OpenBSD__)
#define SOCKADDR STRUCT(sockaddr) FIELD(sockaddr, sa_family) FIELD(sockaddr, sa_len)
#else
#define SOCKADDR STRUCT(sockaddr) FIELD(sockaddr, sa_family)
#endif

static const char layout_names[] =
#define STRUCT(name) #name "\0"
#define FIELD(of, name) #name "\0"
    SOCKADDR
#include "numbers.inc"
    "";
#undef STRUCT
#undef FIELD

static const layout_row layout_rows[] = {
#define STRUCT(name) {-1, sizeof(struct name)},
#define FIELD(of, name) {offsetof(struct of, name), sizeof(((struct of *) 0)->name)},
    SOCKADDR
#include "numbers.inc"
};
#undef STRUCT
#undef FIELD

static const char *next_name(const char *name) { return name + strlen(name) + 1; }

static napi_value js_number(napi_env env, int64_t number) {
  napi_value value = NULL;
  napi_create_int64(env, number, &value);
  return value;
}

static napi_value js_object(napi_env env) {
  napi_value object = NULL;
  napi_create_object(env, &object);
  return object;
}

static napi_value js_constants(napi_env env) {
  napi_value constants = js_object(env);
  const char *name = number_names;
  for (size_t i = 0; i < LENGTH(numbers); i++, name = next_name(name))
    napi_set_named_property(env, constants, name, js_number(env, numbers[i]));
  return constants;
}

/* layout(struct): its size, and the offsets and sizes of its fields; undefined if the compiler did
   not know it. */
napi_value js_layout(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  char wanted[64];
  to_text(&in, 0, wanted, sizeof wanted);
  size_t i = 0;
  const char *name = layout_names;
  for (; i < LENGTH(layout_rows); i++, name = next_name(name))
    if (layout_rows[i].offset < 0 && strcmp(name, wanted) == 0)
      break;
  if (i == LENGTH(layout_rows))
    return NULL;
  napi_value layout = js_object(env), fields = js_object(env);
  napi_set_named_property(env, layout, "size", js_number(env, layout_rows[i].size));
  napi_set_named_property(env, layout, "fields", fields);
  for (i++, name = next_name(name); i < LENGTH(layout_rows) && layout_rows[i].offset >= 0; i++) {
    napi_value field = js_object(env);
    napi_set_named_property(env, field, "offset", js_number(env, layout_rows[i].offset));
    napi_set_named_property(env, field, "size", js_number(env, layout_rows[i].size));
    napi_set_named_property(env, fields, name, field);
    name = next_name(name);
  }
  clear_exception(env);
  return layout;
}

/* What the compiler knew: the constants and the byte order. */
napi_value js_platform(napi_env env, napi_callback_info info) {
  (void) info;
  napi_value platform = js_object(env), little = NULL;
  napi_get_boolean(env, *(const uint8_t *) &(uint16_t){1} == 1, &little);
  napi_set_named_property(env, platform, "constants", js_constants(env));
  napi_set_named_property(env, platform, "littleEndian", little);
  clear_exception(env);
  return platform;
}
