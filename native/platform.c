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
#include <netinet/tcp.h>
#endif
#include "structs.h"
#include "headers.inc"

/* The numbers in the tables are those of Linux's common ABI. */
#if defined(__linux__) && !defined(__mips__) && !defined(__sparc__) && !defined(__hppa__) &&       \
    !defined(__alpha__)
#define LINUX_NUMBERS
#endif

#define NUMBER(name) (int64_t) (name),
#define ABSENT INT64_MIN,
#ifdef LINUX_NUMBERS
#define FALLBACK(value) value,
#else
#define FALLBACK(value) ABSENT
#endif

/* A number in a header is compared with the one in the tables. The headers of powerpc have six
   options of SOL_SOCKET under numbers of their own. */
#if defined(LINUX_NUMBERS) && !defined(__powerpc__)
#define CHECKED(name, value)                                                                       \
  (int64_t) (name) + (int64_t) (0 * sizeof(struct {                                                \
                                  _Static_assert((name) == (value), #name);                        \
                                  char size;                                                       \
                                })),
#else
#define CHECKED(name, value) NUMBER(name)
#endif

/* The numbers of the names in src/c-names.ts: names here would be the same in every addon. */
static const int64_t numbers[] = {
#include "numbers.inc"
};
#undef NUMBER

#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__) || defined(__OpenBSD__)
#define HAS_SA_LEN
#endif

#define STRUCT(name) (int32_t) sizeof(struct name),
#define FIELD(of, name)                                                                            \
  (int32_t) offsetof(struct of, name), (int32_t) sizeof(((struct of *) 0)->name),
#define NO_STRUCT -1,
#define NO_FIELD -1, -1,

/* The structs of src/c-names.ts: the size of each, then the offset and the size of each field. */
static const int32_t layouts[] = {
#include "numbers.inc"
};

static void set_number(napi_env env, napi_value object, const char *name, int64_t number) {
  napi_value value = NULL;
  napi_create_int64(env, number, &value);
  napi_set_named_property(env, object, name, value);
}

/* numbers(names, hash): the numbers by name, without those that this platform lacks. `names` has
   one on each line; EINVAL if they are not those that this was built with. */
napi_value js_numbers(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  char names[NAMES_LENGTH + 1]; /* no memory is taken, so that none can be short */
  size_t length = 0;
  if (to_int(&in, 1) != C_NAMES_HASH ||
      napi_get_value_string_latin1(env, in.at[0], names, sizeof names, &length) != napi_ok)
    refuse(&in, EINVAL);
  if (in.error)
    return js_refusal(&in);
  napi_value result = NULL;
  napi_create_object(env, &result);
  char *name = names;
  for (size_t i = 0; i < LENGTH(numbers) && name < names + length; i++) {
    size_t end = strcspn(name, "\n");
    name[end] = '\0';
    if (numbers[i] != INT64_MIN)
      set_number(env, result, name, numbers[i]);
    name += end + 1;
  }
  clear_exception(env);
  return result;
}

/* layouts(into): -1 where this platform has no such struct or field. */
napi_value js_layouts(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  integers into = to_integers(&in, 0, LENGTH(layouts));
  if (in.error)
    return js_refusal(&in);
  memcpy(into.data, layouts, sizeof layouts);
  return js_int(env, 0);
}
