#include "environment.h"
#include "structs.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* What getsockopt(2) writes besides at most `length` bytes into `value`. */
typedef enum {
  NOTHING,
  DESCRIPTOR,   /* The value is the number of a new descriptor. */
  PEELED,       /* The value is a sctp_peeloff_arg_t, in which the number is. */
  PEELED_FLAGS, /* The value is a sctp_peeloff_flags_arg_t. */
  HEADED,       /* The kernel leaves the head out of the length: a struct sctp_getaddrs. */
  INSTRUCTIONS, /* The length counts instructions of classic BPF, not bytes. */
  COUNTED,      /* The value says how many entries to write; the kernel ignores the length. */
  POINTERS,     /* The value says where else to write. */
} extra;

#ifdef __linux__
#include <netinet/in.h>

/* Newer than most headers, or in headers that conflict with netinet/in.h. */
#if !defined(SO_PEERPIDFD) && !defined(__hppa__) && !defined(__sparc__)
#define SO_PEERPIDFD 77
#endif
#ifndef SOL_MPTCP
#define SOL_MPTCP 284
#endif
#define TCP_ZEROCOPY_RECEIVE 35
#define TCP_AO_GET_KEYS 41
#define MPTCP_FULL_INFO 4
#ifndef SOL_SCTP
#define SOL_SCTP 132
#endif
#define SCTP_SOCKOPT_PEELOFF 102
#define SCTP_GET_LOCAL_ADDRS 109
#define SCTP_SOCKOPT_PEELOFF_FLAGS 122
#define EBT_SO_GET_ENTRIES 129
#define EBT_SO_GET_INIT_ENTRIES 131

static const struct {
  int level, option;
  extra extra;
} extras[] = {
#ifdef SO_PEERPIDFD
    {SOL_SOCKET, SO_PEERPIDFD, DESCRIPTOR},
#endif
    {SOL_SOCKET, SO_GET_FILTER, INSTRUCTIONS},
    {IPPROTO_IP, IP_MSFILTER, COUNTED},
    {IPPROTO_IP, MCAST_MSFILTER, COUNTED},
    {IPPROTO_IPV6, MCAST_MSFILTER, COUNTED},
    {IPPROTO_TCP, TCP_AO_GET_KEYS, COUNTED},
    {IPPROTO_TCP, TCP_ZEROCOPY_RECEIVE, POINTERS},
    {SOL_MPTCP, MPTCP_FULL_INFO, POINTERS},
    {IPPROTO_IP, EBT_SO_GET_ENTRIES, POINTERS},
    {IPPROTO_IP, EBT_SO_GET_INIT_ENTRIES, POINTERS},
    {SOL_SCTP, SCTP_GET_LOCAL_ADDRS, HEADED},
    {SOL_SCTP, SCTP_SOCKOPT_PEELOFF, PEELED},
    {SOL_SCTP, SCTP_SOCKOPT_PEELOFF_FLAGS, PEELED_FLAGS},
};

static extra extra_of(int level, int option) {
  for (size_t i = 0; i < LENGTH(extras); i++)
    if (extras[i].level == level && extras[i].option == option)
      return extras[i].extra;
  return NOTHING;
}
#else
static extra extra_of(int level, int option) {
  (void) level;
  (void) option;
  return NOTHING;
}
#endif

static int refuse_value(void) {
  errno = EINVAL;
  return -1;
}

/* Each of these returns the bytes written, or -1 and errno. */

static int get_plain(int fd, int level, int option, bytes value) {
  socklen_t length = socklen_of(value);
  return getsockopt(fd, level, option, value.data, &length) < 0 ? -1 : (int) length;
}

/* Into memory of ours, since another thread may write to the value before the number is read. The
   value must hold the number: otherwise the new descriptor would leak. */
static int get_descriptor(environment *owner, int fd, int level, int option, bytes value,
                          int *created) {
  socklen_t length = sizeof *created;
  if (value.length < sizeof *created)
    return refuse_value();
  if (getsockopt(fd, level, option, created, &length) < 0 || own_or_close(owner, *created) < 0)
    return -1;
  memcpy(value.data, created, length);
  return (int) length;
}

#ifdef __linux__
/* As get_descriptor, of an association that gets a socket of its own, which is close-on-exec. */
static int get_peeled(environment *owner, int fd, int level, int option, bytes value, int *created,
                      size_t size) {
  struct kernel_sctp_peeloff_flags_arg peeled = {0};
  socklen_t length = (socklen_t) size;
  if (value.length < size)
    return refuse_value();
  memcpy(&peeled, value.data, size);
  peeled.sd = -1;
  if (size == sizeof peeled)
    peeled.flags |= SOCK_CLOEXEC;
  if (getsockopt(fd, level, option, &peeled, &length) < 0 || own_or_close(owner, peeled.sd) < 0)
    return -1;
  if (size < sizeof peeled)
    fcntl(peeled.sd, F_SETFD, FD_CLOEXEC);
  *created = peeled.sd;
  memcpy(value.data, &peeled, size);
  return (int) size;
}

/* The kernel counts only the addresses after the head: "we can't change it anymore", it says. */
static int get_headed(int fd, int level, int option, bytes value) {
  enum { HEAD = 8 };
  int length = get_plain(fd, level, option, value);
  return length < 0 || value.length < (size_t) length + HEAD ? length : length + HEAD;
}
#endif

/* An option that creates a descriptor; others are refused. */
static int get_opened(environment *owner, int fd, int level, int option, bytes value,
                      int *created) {
  switch (extra_of(level, option)) {
  case DESCRIPTOR:
    return get_descriptor(owner, fd, level, option, value, created);
#ifdef __linux__
  case PEELED:
    return get_peeled(owner, fd, level, option, value, created,
                      offsetof(struct kernel_sctp_peeloff_flags_arg, flags));
  case PEELED_FLAGS:
    return get_peeled(owner, fd, level, option, value, created,
                      sizeof(struct kernel_sctp_peeloff_flags_arg));
#endif
  default:
    return refuse_value();
  }
}

static int get_instructions(int fd, int level, int option, bytes value) {
  enum { INSTRUCTION = 8 };
  socklen_t count = socklen_of(value) / INSTRUCTION;
  if (count == 0 && value.length > 0) /* 0 would ask for the count instead of the program */
    return refuse_value();
  return getsockopt(fd, level, option, value.data, &count) < 0 ? -1 : (int) count * INSTRUCTION;
}

/* On a copy at the end of mapped memory, where writing past the end fails with EFAULT. */
static int get_counted(int fd, int level, int option, bytes value) {
  size_t page = (size_t) sysconf(_SC_PAGESIZE);
  size_t usable = (value.length / page + 1) * page;
  uint8_t *memory = mmap(NULL, usable + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return -1;
  uint8_t *copy = memory + usable - value.length;
  socklen_t length = socklen_of(value);
  int result = mprotect(memory, usable, PROT_READ | PROT_WRITE);
  if (result == 0) {
    if (value.length > 0)
      memcpy(copy, value.data, value.length);
    result = getsockopt(fd, level, option, copy, &length);
  }
  if (result == 0 && value.length > 0)
    memcpy(value.data, copy, value.length);
  int error = errno;
  munmap(memory, usable + page);
  errno = error;
  return result < 0 ? -1 : (int) length;
}

/* getsockopt(fd, level, option, value, &length): the bytes written */
napi_value js_getsockopt(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  int fd = to_int(&in, 0), level = to_int(&in, 1), option = to_int(&in, 2);
  bytes value = to_bytes(&in, 3);
  if (in.error)
    return js_refusal(&in);
  switch (extra_of(level, option)) {
  case DESCRIPTOR:
  case PEELED:
  case PEELED_FLAGS: {
    int created = -1;
    return js_answer(env, get_opened(environment_of(env), fd, level, option, value, &created));
  }
#ifdef __linux__
  case HEADED:
    return js_answer(env, get_headed(fd, level, option, value));
#endif
  case INSTRUCTIONS:
    return js_answer(env, get_instructions(fd, level, option, value));
  case COUNTED:
    return js_answer(env, get_counted(fd, level, option, value));
  case POINTERS:
    return js_int(env, -EINVAL);
  default:
    return js_answer(env, get_plain(fd, level, option, value));
  }
}

/* getsockoptDescriptor(fd, level, option, value): the descriptor that the option creates */
napi_value js_getsockoptDescriptor(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  int fd = to_int(&in, 0), level = to_int(&in, 1), option = to_int(&in, 2);
  bytes value = to_bytes(&in, 3);
  int created = -1;
  if (in.error)
    return js_refusal(&in);
  int result = get_opened(environment_of(env), fd, level, option, value, &created);
  return js_answer(env, result < 0 ? -1 : created);
}
