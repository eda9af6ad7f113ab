#include "environment.h"
#include "shared_layouts.h"

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

enum { INLINE_IOVECS = 8, MAX_IOVECS = 1024, INLINE_CONTROL = 1024 };

typedef struct {
  struct iovec *items;
  size_t count;
  struct iovec inline_items[INLINE_IOVECS];
} iovecs;

/* Aligned memory for control messages. Neither the kernel nor CMSG_* get JavaScript's memory, which
   another thread may be writing to while it is walked. */
typedef struct {
  uint8_t *data;
  size_t length;
  union {
    struct cmsghdr aligned;
    uint8_t bytes[INLINE_CONTROL];
  } inline_data;
} control_buffer;

static void control_buffer_init(arguments *in, size_t length, control_buffer *out) {
  out->length = length;
  out->data =
      length <= INLINE_CONTROL ? memset(out->inline_data.bytes, 0, length) : calloc(1, length);
  if (out->data == NULL)
    refuse(in, ENOMEM);
}

static void control_buffer_free(control_buffer *buffer) {
  if (buffer->data != buffer->inline_data.bytes)
    free(buffer->data);
}

static void iovecs_free(iovecs *iovecs) {
  if (iovecs->items != iovecs->inline_items)
    free(iovecs->items);
}

/* Reads an array of views. Reading an element may run JavaScript, so all are read before the first
   pointer is taken; until then iov_base holds the element. */
static void to_iovecs(arguments *in, int index, iovecs *out) {
  uint32_t count = 0;
  bool is_array = false;
  out->items = out->inline_items;
  out->count = 0;
  napi_is_array(in->env, in->at[index], &is_array);
  if (!is_array || napi_get_array_length(in->env, in->at[index], &count) != napi_ok)
    refuse(in, EINVAL);
  if (count > MAX_IOVECS)
    refuse(in, EMSGSIZE);
  if (in->error)
    return;
  if (count > INLINE_IOVECS)
    out->items = malloc(count * sizeof *out->items);
  if (out->items == NULL)
    return refuse(in, ENOMEM);
  for (uint32_t i = 0; i < count; i++) {
    napi_value element;
    if (napi_get_element(in->env, in->at[index], i, &element) != napi_ok) {
      clear_exception(in->env);
      return refuse(in, EINVAL);
    }
    out->items[i].iov_base = element;
  }
  for (uint32_t i = 0; i < count; i++) {
    int error = 0;
    bytes piece = bytes_of(in->env, out->items[i].iov_base, &error);
    if (error)
      return refuse(in, error);
    out->items[i] = (struct iovec){piece.data, piece.length};
  }
  out->count = count;
}

/* How many new descriptors a received message contains. */
static size_t count_descriptors(const struct cmsghdr *message, size_t length) {
  if (message->cmsg_level != SOL_SOCKET)
    return 0;
#ifdef SCM_PIDFD
  if (message->cmsg_type == SCM_PIDFD)
    return length / sizeof(int);
#endif
  return message->cmsg_type == SCM_RIGHTS ? length / sizeof(int) : 0;
}

/* Makes the environment own each descriptor that is reported to JavaScript, and closes the others:
   they would leak otherwise. If there is no memory to own one, its number is replaced by -errno, as
   the kernel does with a pidfd that it cannot create. Returns whether all are reported. */
static bool own_descriptors(environment *owner, struct cmsghdr *message, size_t length,
                            bool reported) {
  bool complete = reported;
  for (size_t i = 0; i < count_descriptors(message, length); i++) {
    uint8_t *data = CMSG_DATA(message) + i * sizeof(int);
    int fd;
    memcpy(&fd, data, sizeof fd);
    if (fd < 0)
      continue;
    if (MSG_CMSG_CLOEXEC == 0)
      fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (!reported)
      close(fd);
    else if (own_or_close(owner, fd) < 0) {
      int answer = -errno;
      memcpy(data, &answer, sizeof answer);
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

/* Lists the messages in result, and returns whether none is lost. A message that goes beyond the
   end is cut there, and is the last. `owner` is to own the descriptors in them; NULL if they are
   not newly received. */
static bool list_messages(struct msghdr *header, integers result, environment *owner) {
  const uint8_t *start = header->msg_control, *end = start + header->msg_controllen;
  size_t count = 0, max_count = (result.length - FIRST_MESSAGE) / NUMBERS_PER_MESSAGE;
  bool complete = true;
  struct cmsghdr *message = CMSG_FIRSTHDR(header);
  while (message != NULL) {
    const uint8_t *data = CMSG_DATA(message);
    size_t head = (size_t) (data - (const uint8_t *) message);
    size_t left = (size_t) (end - (const uint8_t *) message);
    size_t length = message->cmsg_len < left ? message->cmsg_len : left;
    if (length < head)
      break;
    bool reported = count < max_count;
    if (reported) {
      int32_t *row = result.data + FIRST_MESSAGE + count++ * NUMBERS_PER_MESSAGE;
      row[MESSAGE_LEVEL] = message->cmsg_level;
      row[MESSAGE_TYPE] = message->cmsg_type;
      row[MESSAGE_OFFSET] = (int32_t) (data - start);
      row[MESSAGE_LENGTH] = (int32_t) (length - head);
    }
    if (owner != NULL)
      reported = own_descriptors(owner, message, length - head, reported);
    complete = complete && reported;
    message = message->cmsg_len > left ? NULL : next_message(header, message);
  }
  result.data[RESULT_COUNT] = (int32_t) count;
  return complete;
}

static napi_value receive(arguments *in, int fd, int flags, iovecs *data, name *name, bytes control,
                          integers result, control_buffer *buffer) {
  struct msghdr header = {.msg_name = name->address,
                          .msg_namelen = name->length,
                          .msg_iov = data->items,
                          .msg_iovlen = data->count,
                          .msg_control = control.length > 0 ? buffer->data : NULL,
                          .msg_controllen = control.length};
  ssize_t count = recvmsg(fd, &header, flags);
  if (count < 0)
    return js_answer(in->env, -1);
  if (header.msg_controllen > control.length)
    header.msg_controllen = control.length;
  if (!list_messages(&header, result, environment_of(in->env)))
    header.msg_flags |= MSG_CTRUNC;
  result.data[RESULT_FLAGS] = header.msg_flags & ~MSG_CMSG_CLOEXEC;
  if (header.msg_controllen > 0)
    memcpy(control.data, buffer->data, header.msg_controllen);
  set_name_length(name, header.msg_namelen);
  return js_answer(in->env, count);
}

/* recvmsg(fd, &header, flags) */
napi_value js_recvmsg(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 6);
  iovecs data;
  control_buffer buffer;
  to_iovecs(&in, 1, &data);
  int fd = to_int(&in, 0), flags = to_int(&in, 2);
  name name = to_name_or_null(&in, 3);
  bytes control = to_bytes_or_null(&in, 4);
  integers result = to_integers(&in, 5, FIRST_MESSAGE);
  control_buffer_init(&in, control.length, &buffer);
  napi_value answer =
      in.error ? js_refusal(&in) : receive(&in, fd, flags, &data, &name, control, result, &buffer);
  control_buffer_free(&buffer);
  iovecs_free(&data);
  return answer;
}

/* Lists the messages in these bytes as recvmsg does, and returns their count. */
napi_value js_cmsgs(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  bytes control = to_bytes(&in, 0);
  int length = to_int(&in, 1);
  integers result = to_integers(&in, 2, FIRST_MESSAGE);
  control_buffer buffer;
  if (length < 0 || (size_t) length > control.length)
    refuse(&in, EINVAL);
  if (in.error)
    return js_refusal(&in);
  control_buffer_init(&in, (size_t) length, &buffer);
  if (in.error)
    return js_refusal(&in);
  if (length > 0)
    memcpy(buffer.data, control.data, (size_t) length);
  struct msghdr header = {.msg_control = buffer.data, .msg_controllen = buffer.length};
  result.data[RESULT_FLAGS] = list_messages(&header, result, NULL) ? 0 : MSG_CTRUNC;
  control_buffer_free(&buffer);
  return js_int(env, result.data[RESULT_COUNT]);
}

/* A message to send, read from the table only once: another thread may be writing to the table. */
typedef struct {
  int level, type;
  size_t offset, length;
} message_row;

static bool read_row(integers table, size_t index, bytes control, message_row *out) {
  const int32_t *row = table.data + index * NUMBERS_PER_MESSAGE;
  int32_t offset = row[MESSAGE_OFFSET], length = row[MESSAGE_LENGTH];
  if (offset < 0 || length < 0)
    return false;
  *out = (message_row){row[MESSAGE_LEVEL], row[MESSAGE_TYPE], (size_t) offset, (size_t) length};
  return out->offset <= control.length && out->length <= control.length - out->offset;
}

/* The size of the table's messages, with headers and padding. */
static size_t encoded_length(arguments *in, integers table, bytes control) {
  uint64_t total = 0;
  message_row row;
  if (table.length % NUMBERS_PER_MESSAGE != 0)
    refuse(in, EINVAL);
  for (size_t i = 0; i < table.length / NUMBERS_PER_MESSAGE && !in->error; i++) {
    if (!read_row(table, i, control, &row))
      refuse(in, EINVAL);
    else
      total += CMSG_SPACE(row.length);
    if (total > INT_MAX)
      refuse(in, ENOBUFS);
  }
  return in->error ? 0 : (size_t) total;
}

static void encode(arguments *in, integers table, bytes control, control_buffer *out) {
  size_t end = 0;
  message_row row;
  for (size_t i = 0; i < table.length / NUMBERS_PER_MESSAGE; i++) {
    if (!read_row(table, i, control, &row) || CMSG_SPACE(row.length) > out->length - end)
      return refuse(in, EINVAL);
    struct cmsghdr *message = (void *) (out->data + end);
    message->cmsg_level = row.level;
    message->cmsg_type = row.type;
    message->cmsg_len = CMSG_LEN(row.length);
    if (row.length > 0)
      memcpy(CMSG_DATA(message), (const uint8_t *) control.data + row.offset, row.length);
    end += CMSG_SPACE(row.length);
  }
}

/* sendmsg(fd, &header, flags) */
napi_value js_sendmsg(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 6);
  iovecs data;
  control_buffer buffer;
  to_iovecs(&in, 1, &data);
  int fd = to_int(&in, 0), flags = to_int(&in, 2);
  bytes address = to_bytes_or_null(&in, 3), control = to_bytes_or_null(&in, 4);
  integers table = is_null(&in, 5) ? (integers){NULL, 0} : to_integers(&in, 5, 0);
  control_buffer_init(&in, encoded_length(&in, table, control), &buffer);
  if (!in.error)
    encode(&in, table, control, &buffer);
  struct msghdr header = {.msg_name = address.data,
                          .msg_namelen = socklen_of(address),
                          .msg_iov = data.items,
                          .msg_iovlen = data.count,
                          .msg_control = buffer.length > 0 ? buffer.data : NULL,
                          .msg_controllen = buffer.length};
  napi_value answer = in.error ? js_refusal(&in) : js_answer(env, sendmsg(fd, &header, flags));
  control_buffer_free(&buffer);
  iovecs_free(&data);
  return answer;
}
