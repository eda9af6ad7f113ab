#include "environment.h"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef MSG_CMSG_CLOEXEC
#define MSG_CMSG_CLOEXEC 0
#endif

/* Newer than most headers. */
#if defined(__linux__) && !defined(SCM_PIDFD)
#define SCM_PIDFD 4
#endif

enum { FEW = 8, MOST = 1024, ROOM = 1024, HEAD = 2, ROW = 4, COLUMNS = 4 };

typedef struct {
  struct iovec *pieces;
  size_t count;
  struct iovec few[FEW];
} vector;

/* Aligned memory for control messages. The kernel's and ours is never JavaScript's, which another
   thread may be writing while it is walked. */
typedef struct {
  uint8_t *data;
  size_t length;
  union {
    struct cmsghdr aligned;
    uint8_t bytes[ROOM];
  } few;
} room;

static void room_of(arguments *in, size_t length, room *room) {
  room->length = length;
  room->data = length <= ROOM ? memset(room->few.bytes, 0, length) : calloc(1, length);
  if (room->data == NULL)
    refuse(in, ENOMEM);
}

static void room_free(room *room) {
  if (room->data != room->few.bytes)
    free(room->data);
}

static void vector_free(vector *vector) {
  if (vector->pieces != vector->few)
    free(vector->pieces);
}

/* An array of views. To read an element may run JavaScript, so every element is read before the
   first pointer is taken; until then the pieces hold the elements. */
static void vector_of(arguments *in, int index, vector *out) {
  uint32_t count = 0;
  bool is_array = false;
  out->pieces = out->few;
  out->count = 0;
  napi_is_array(in->env, in->at[index], &is_array);
  if (!is_array || napi_get_array_length(in->env, in->at[index], &count) != napi_ok)
    refuse(in, EINVAL);
  if (count > MOST)
    refuse(in, EMSGSIZE);
  if (in->error)
    return;
  if (count > FEW)
    out->pieces = malloc(count * sizeof *out->pieces);
  if (out->pieces == NULL)
    return refuse(in, ENOMEM);
  for (uint32_t i = 0; i < count; i++) {
    napi_value element;
    if (napi_get_element(in->env, in->at[index], i, &element) != napi_ok) {
      clear_exception(in->env);
      return refuse(in, EINVAL);
    }
    out->pieces[i].iov_base = element;
  }
  for (uint32_t i = 0; i < count; i++) {
    int error = 0;
    bytes piece = bytes_of(in->env, out->pieces[i].iov_base, &error);
    if (error)
      return refuse(in, error);
    out->pieces[i] = (struct iovec){piece.data, piece.length};
  }
  out->count = count;
}

/* How many descriptors of ours a message carries. */
static size_t descriptors_in(const struct cmsghdr *message, size_t length) {
  if (message->cmsg_level != SOL_SOCKET)
    return 0;
#ifdef SCM_PIDFD
  if (message->cmsg_type == SCM_PIDFD)
    return length / sizeof(int);
#endif
  return message->cmsg_type == SCM_RIGHTS ? length / sizeof(int) : 0;
}

/* Each descriptor that is told of gets its owner; one that nobody is told of is closed here, since
   nobody else would. Where there is no memory for an owner, -errno stands in the number's place, as
   it does where the kernel could make no pidfd. Answers whether all are there. */
static bool settle_descriptors(environment *owner, struct cmsghdr *message, size_t length,
                               bool reported) {
  bool complete = reported;
  for (size_t i = 0; i < descriptors_in(message, length); i++) {
    uint8_t *place = CMSG_DATA(message) + i * sizeof(int);
    int fd;
    memcpy(&fd, place, sizeof fd);
    if (fd < 0)
      continue;
    if (MSG_CMSG_CLOEXEC == 0)
      fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (!reported)
      close(fd);
    else if (owned(owner, fd) < 0) {
      int answer = -errno;
      memcpy(place, &answer, sizeof answer);
      complete = false;
    }
  }
  return complete;
}

/* musl's macro compares signed with unsigned. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-compare"
static struct cmsghdr *next_message(struct msghdr *header, struct cmsghdr *message) {
  return CMSG_NXTHDR(header, message);
}
#pragma GCC diagnostic pop

/* Puts a row for each message into result, and their count; answers whether nothing was lost.
   A message that goes beyond the end is cut there, and is the last. Of those that were received,
   `owner` gets the descriptors. */
static bool list_messages(struct msghdr *header, integers result, environment *owner) {
  const uint8_t *start = header->msg_control, *end = start + header->msg_controllen;
  size_t count = 0, most = (result.length - HEAD) / ROW;
  bool complete = true;
  struct cmsghdr *message = CMSG_FIRSTHDR(header);
  while (message != NULL) {
    const uint8_t *data = CMSG_DATA(message);
    size_t head = (size_t) (data - (const uint8_t *) message);
    size_t left = (size_t) (end - (const uint8_t *) message);
    size_t whole = message->cmsg_len < left ? message->cmsg_len : left;
    if (whole < head)
      break;
    bool reported = count < most;
    if (reported) {
      int32_t *row = result.data + HEAD + count++ * ROW;
      row[0] = message->cmsg_level;
      row[1] = message->cmsg_type;
      row[2] = (int32_t) (data - start);
      row[3] = (int32_t) (whole - head);
    }
    if (owner != NULL)
      reported = settle_descriptors(owner, message, whole - head, reported);
    complete = complete && reported;
    message = message->cmsg_len > left ? NULL : next_message(header, message);
  }
  result.data[1] = (int32_t) count;
  return complete;
}

static napi_value receive(arguments *in, int fd, int flags, vector *data, name *name, bytes control,
                          integers result, room *room) {
  struct msghdr header = {.msg_name = name->address,
                          .msg_namelen = name->length,
                          .msg_iov = data->pieces,
                          .msg_iovlen = data->count,
                          .msg_control = control.length > 0 ? room->data : NULL,
                          .msg_controllen = control.length};
  ssize_t count = recvmsg(fd, &header, flags);
  if (count < 0)
    return js_answer(in->env, -1);
  if (header.msg_controllen > control.length)
    header.msg_controllen = control.length;
  if (!list_messages(&header, result, environment_of(in->env)))
    header.msg_flags |= MSG_CTRUNC;
  result.data[0] = header.msg_flags & ~MSG_CMSG_CLOEXEC;
  if (header.msg_controllen > 0)
    memcpy(control.data, room->data, header.msg_controllen);
  name_filled(name, header.msg_namelen);
  return js_answer(in->env, count);
}

/* recvmsg(fd, &header, flags) */
napi_value js_recvmsg(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 6);
  vector data;
  room room;
  vector_of(&in, 1, &data);
  int fd = to_int(&in, 0), flags = to_int(&in, 2);
  name name = to_name_or_null(&in, 3);
  bytes control = to_bytes_or_null(&in, 4);
  integers result = to_integers(&in, 5, HEAD);
  room_of(&in, control.length, &room);
  napi_value answer =
      in.error ? js_refusal(&in) : receive(&in, fd, flags, &data, &name, control, result, &room);
  room_free(&room);
  vector_free(&data);
  return answer;
}

/* The rows that recvmsg would give for these bytes; answers their count. */
napi_value js_cmsgs(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  bytes control = to_bytes(&in, 0);
  int length = to_int(&in, 1);
  integers result = to_integers(&in, 2, HEAD);
  room room;
  if (length < 0 || (size_t) length > control.length)
    refuse(&in, EINVAL);
  if (in.error)
    return js_refusal(&in);
  room_of(&in, (size_t) length, &room);
  if (in.error)
    return js_refusal(&in);
  if (length > 0)
    memcpy(room.data, control.data, (size_t) length);
  struct msghdr header = {.msg_control = room.data, .msg_controllen = room.length};
  result.data[0] = list_messages(&header, result, NULL) ? 0 : MSG_CTRUNC;
  room_free(&room);
  return js_int(env, result.data[1]);
}

/* One row of a table of messages, read once: another thread may be writing the table. */
typedef struct {
  int level, type;
  size_t offset, length;
} row;

static bool row_at(integers table, size_t index, bytes control, row *out) {
  const int32_t *from = table.data + index * COLUMNS;
  int32_t offset = from[2], length = from[3];
  if (offset < 0 || length < 0)
    return false;
  *out = (row){from[0], from[1], (size_t) offset, (size_t) length};
  return out->offset <= control.length && out->length <= control.length - out->offset;
}

/* The room that a table's messages need with headers and padding. */
static size_t measure(arguments *in, integers table, bytes control) {
  uint64_t total = 0;
  row row;
  if (table.length % COLUMNS != 0)
    refuse(in, EINVAL);
  for (size_t i = 0; i < table.length / COLUMNS && !in->error; i++) {
    if (!row_at(table, i, control, &row))
      refuse(in, EINVAL);
    else
      total += CMSG_SPACE(row.length);
    if (total > INT_MAX)
      refuse(in, ENOBUFS);
  }
  return in->error ? 0 : (size_t) total;
}

static void build(arguments *in, integers table, bytes control, room *room) {
  size_t at = 0;
  row row;
  for (size_t i = 0; i < table.length / COLUMNS; i++) {
    if (!row_at(table, i, control, &row) || CMSG_SPACE(row.length) > room->length - at)
      return refuse(in, EINVAL);
    struct cmsghdr *message = (void *) (room->data + at);
    message->cmsg_level = row.level;
    message->cmsg_type = row.type;
    message->cmsg_len = CMSG_LEN(row.length);
    if (row.length > 0)
      memcpy(CMSG_DATA(message), (const uint8_t *) control.data + row.offset, row.length);
    at += CMSG_SPACE(row.length);
  }
}

/* sendmsg(fd, &header, flags) */
napi_value js_sendmsg(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 6);
  vector data;
  room room;
  vector_of(&in, 1, &data);
  int fd = to_int(&in, 0), flags = to_int(&in, 2);
  bytes address = to_bytes_or_null(&in, 3), control = to_bytes_or_null(&in, 4);
  integers table = is_null(&in, 5) ? (integers){NULL, 0} : to_integers(&in, 5, 0);
  room_of(&in, measure(&in, table, control), &room);
  if (!in.error)
    build(&in, table, control, &room);
  struct msghdr header = {.msg_name = address.data,
                          .msg_namelen = socklen_of(address),
                          .msg_iov = data.pieces,
                          .msg_iovlen = data.count,
                          .msg_control = room.length > 0 ? room.data : NULL,
                          .msg_controllen = room.length};
  napi_value answer = in.error ? js_refusal(&in) : js_answer(env, sendmsg(fd, &header, flags));
  room_free(&room);
  vector_free(&data);
  return answer;
}
