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
#include <linux/tcp.h> /* knows what that of the C library doesn't; both at once can't be had */
#include <sys/epoll.h>
#else
#include <netinet/icmp6.h> /* Linux has its own of the same structs */
#include <netinet/tcp.h>
#endif
#include "structs.h"
#include "headers.inc"

/* Numbers typed by hand hold where Linux has its common ABI. */
#if defined(__linux__) && !defined(__mips__) && !defined(__sparc__) && !defined(__hppa__) &&       \
    !defined(__alpha__)
#define LINUX_NUMBERS
#endif

#define CHECK_NUMBERS
#include "numbers.inc"
#undef CHECK_NUMBERS

/* Each table is its names, one after the other, and its values in the same order: pointers to the
   names would be relocated, one by one, in every process. */
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

/* A struct, whose offset is -1, or a field of the last struct above it. */
typedef struct {
  int offset;
  unsigned size;
} place;

#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__) || defined(__OpenBSD__)
#define SOCKADDR STRUCT(sockaddr) FIELD(sockaddr, sa_family) FIELD(sockaddr, sa_len)
#else
#define SOCKADDR STRUCT(sockaddr) FIELD(sockaddr, sa_family)
#endif

static const char place_names[] =
#define STRUCT(name) #name "\0"
#define FIELD(of, name) #name "\0"
    SOCKADDR
#include "numbers.inc"
    "";
#undef STRUCT
#undef FIELD

static const place places[] = {
#define STRUCT(name) {-1, sizeof(struct name)},
#define FIELD(of, name) {offsetof(struct of, name), sizeof(((struct of *) 0)->name)},
    SOCKADDR
#include "numbers.inc"
};
#undef STRUCT
#undef FIELD

static const char *after(const char *name) { return name + strlen(name) + 1; }

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
  for (size_t i = 0; i < LENGTH(numbers); i++, name = after(name))
    napi_set_named_property(env, constants, name, js_number(env, numbers[i]));
  return constants;
}

static napi_value js_layouts(napi_env env) {
  napi_value layouts = js_object(env), fields = NULL;
  const char *name = place_names;
  for (size_t i = 0; i < LENGTH(places); i++, name = after(name)) {
    napi_value entry = js_object(env);
    if (places[i].offset < 0) {
      fields = js_object(env);
      napi_set_named_property(env, entry, "fields", fields);
      napi_set_named_property(env, layouts, name, entry);
    } else {
      napi_set_named_property(env, entry, "offset", js_number(env, places[i].offset));
      napi_set_named_property(env, fields, name, entry);
    }
    napi_set_named_property(env, entry, "size", js_number(env, places[i].size));
  }
  return layouts;
}

/* What this compiler knew: constants, layouts of structs, the order of bytes. */
napi_value js_platform(napi_env env, napi_callback_info info) {
  (void) info;
  napi_value platform = js_object(env), little = NULL;
  napi_get_boolean(env, *(const uint8_t *) &(uint16_t){1} == 1, &little);
  napi_set_named_property(env, platform, "constants", js_constants(env));
  napi_set_named_property(env, platform, "layouts", js_layouts(env));
  napi_set_named_property(env, platform, "littleEndian", little);
  clear_exception(env);
  return platform;
}
