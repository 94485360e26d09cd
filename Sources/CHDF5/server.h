// A child process reads HDF5 files and sends the numbers and texts that the parent asks for.
//
// HDF5 trusts sizes and addresses in a file. A damaged file makes the library access memory out of bounds, crash or
// loop for ever, differently from process to process. Therefore only the child passes the file to the library. The
// child calls nothing but HDF5 and libc, so that a process with other threads may fork it. Its memory, its time on the
// processor and its time for an answer are limited. The parent checks all sizes in its answers.
#pragma once
#include <errno.h>
#include <hdf5.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// MARK: Messages

// Kinds of questions.
enum {
  CHDF5_ASK_KIND = 1,
  CHDF5_ASK_NAMES,
  CHDF5_ASK_DOUBLES,
  CHDF5_ASK_INTEGERS,
  CHDF5_ASK_TEXTS,
  CHDF5_ASK_ATTRIBUTE_TEXT,
  CHDF5_ASK_ATTRIBUTE_NUMBER
};

// The outcome of a question; `sizes` are the shape, unless a line here says otherwise.
enum {
  CHDF5_FINE = 0,
  CHDF5_ABSENT,       // nothing is at this path
  CHDF5_ELSEWHERE,    // the data are in another file
  CHDF5_OTHER_CLASS,  // texts where numbers were asked for, or the reverse
  CHDF5_TOO_MANY,     // more elements than the limit for one answer
  CHDF5_NOT_STORED,   // the file claims sizes[0] elements and stores sizes[1] bytes for them
  CHDF5_FAILED        // the bytes of the answer are the library's error message
};

// Kinds of objects at a path: sizes[0] of the answer to CHDF5_ASK_KIND.
enum { CHDF5_KIND_NOTHING = 0, CHDF5_KIND_GROUP, CHDF5_KIND_DATASET, CHDF5_KIND_OTHER };

// The head of a question; the bytes of the path and of the attribute's name follow.
struct chdf5_question {
  uint32_t kind;
  uint32_t path_length;
  uint32_t name_length;
};

// The head of an answer; `bytes` bytes follow: doubles, 64-bit integers, or texts that each end with a NUL.
struct chdf5_answer {
  uint32_t status;
  uint32_t rank;
  uint64_t sizes[32];
  uint64_t bytes;
};

// Limits: elements of one answer, and bytes of a path.
#define CHDF5_MOST_ELEMENTS (1ULL << 31)
#define CHDF5_LONGEST_PATH 65536u

// Sends `count` bytes. Returns 0, or -1 if the other end is closed.
static inline int chdf5_send(int socket, const void *bytes, size_t count) {
  const char *rest = (const char *)bytes;
  while (count > 0) {
    ssize_t sent = send(socket, rest, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return -1;
    rest += sent;
    count -= (size_t)sent;
  }
  return 0;
}

// Receives `count` bytes, waiting at most `seconds` for each part (-1: without a limit). Returns 0, or -1.
static inline int chdf5_receive(int socket, void *bytes, size_t count, int seconds) {
  char *rest = (char *)bytes;
  while (count > 0) {
    struct pollfd wait = {socket, POLLIN, 0};
    int ready = poll(&wait, 1, seconds < 0 ? -1 : seconds * 1000);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return -1;
    ssize_t got = recv(socket, rest, count, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return -1;
    rest += got;
    count -= (size_t)got;
  }
  return 0;
}

// MARK: The child

// The open file, the child's end of the socket, the size of the file and the limit of an answer [bytes].
struct chdf5_server {
  hid_t file;
  int socket;
  uint64_t file_size, most_bytes;
};

static inline void chdf5_reply(
    const struct chdf5_server *server, struct chdf5_answer *answer, const void *bytes) {
  if (answer->bytes > server->most_bytes) {
    answer->status = CHDF5_TOO_MANY;
    answer->bytes = 0;
  }
  if (chdf5_send(server->socket, answer, sizeof *answer) < 0) _exit(1);
  if (answer->bytes > 0 && chdf5_send(server->socket, bytes, answer->bytes) < 0) _exit(1);
}

static inline void chdf5_reply_status(const struct chdf5_server *server, uint32_t status) {
  struct chdf5_answer answer;
  memset(&answer, 0, sizeof answer);
  answer.status = status;
  chdf5_reply(server, &answer, NULL);
}

static inline void chdf5_reply_failure(const struct chdf5_server *server) {
  struct chdf5_answer answer;
  memset(&answer, 0, sizeof answer);
  char words[160];
  chdf5_reason(words);
  answer.status = CHDF5_FAILED;
  answer.bytes = strlen(words);
  chdf5_reply(server, &answer, words);
}

// Follows `path` link by link. Each link must exist, and none may lead to another file.
static inline uint32_t chdf5_follow(hid_t file, const char *path) {
  char *part = strdup(path);
  if (!part) return CHDF5_FAILED;
  uint32_t status = CHDF5_FINE;
  for (char *step = part; *step && status == CHDF5_FINE;) {
    while (*step == '/') step++;
    if (!*step) break;
    while (*step && *step != '/') step++;
    char next = *step;
    *step = 0;
    H5L_info_t facts;
    if (H5Lexists(file, part, H5P_DEFAULT) <= 0)
      status = CHDF5_ABSENT;
    else if (H5Lget_info(file, part, &facts, H5P_DEFAULT) >= 0 && facts.type >= H5L_TYPE_UD_MIN)
      status = CHDF5_ELSEWHERE;
    *step = next;
  }
  free(part);
  return status;
}

static inline void chdf5_serve_kind(const struct chdf5_server *server, const char *path) {
  struct chdf5_answer answer;
  memset(&answer, 0, sizeof answer);
  answer.rank = 1;
  uint32_t status = chdf5_follow(server->file, path);
  if (status == CHDF5_FINE) {
    hid_t object = H5Oopen(server->file, path, H5P_DEFAULT);
    H5I_type_t type = object < 0 ? H5I_BADID : H5Iget_type(object);
    answer.sizes[0] = type == H5I_GROUP     ? CHDF5_KIND_GROUP
                      : type == H5I_DATASET ? CHDF5_KIND_DATASET
                                            : CHDF5_KIND_OTHER;
    if (object >= 0) H5Oclose(object);
  } else {
    answer.sizes[0] = status == CHDF5_ABSENT ? CHDF5_KIND_NOTHING : CHDF5_KIND_OTHER;
  }
  chdf5_reply(server, &answer, NULL);
}

// A list of texts, each followed by a NUL, in one buffer.
struct chdf5_texts {
  char *bytes;
  uint64_t count, room;
};

// Appends a text and a NUL. Returns 0, or -1 if the buffer would exceed `most` bytes or memory is exhausted.
static inline int chdf5_add(
    struct chdf5_texts *texts, const char *text, uint64_t length, uint64_t most) {
  if (length >= most || texts->count + length + 1 > most) return -1;
  if (texts->count + length + 1 > texts->room) {
    uint64_t room = 2 * (texts->count + length + 1) + 1024;
    char *bytes = (char *)realloc(texts->bytes, room);
    if (!bytes) return -1;
    texts->bytes = bytes;
    texts->room = room;
  }
  memcpy(texts->bytes + texts->count, text, length);
  texts->bytes[texts->count + length] = 0;
  texts->count += length + 1;
  return 0;
}

static inline void chdf5_serve_names(const struct chdf5_server *server, const char *path) {
  uint32_t found = chdf5_follow(server->file, path);
  if (found != CHDF5_FINE) return chdf5_reply_status(server, found);
  hid_t group = H5Gopen2(server->file, path, H5P_DEFAULT);
  if (group < 0) return chdf5_reply_status(server, CHDF5_ABSENT);
  H5G_info_t facts;
  if (H5Gget_info(group, &facts) < 0) return chdf5_reply_failure(server);
  if (facts.nlinks >= 1 << 24) return chdf5_reply_status(server, CHDF5_TOO_MANY);
  struct chdf5_texts texts = {NULL, 0, 0};
  char *name = (char *)malloc(CHDF5_LONGEST_PATH);
  for (hsize_t index = 0; index < facts.nlinks; index++) {
    ssize_t length = !name ? -1
                           : H5Lget_name_by_idx(
                                 group, ".", H5_INDEX_NAME, H5_ITER_INC, index, name,
                                 CHDF5_LONGEST_PATH, H5P_DEFAULT);
    if (length <= 0 || length >= (ssize_t)CHDF5_LONGEST_PATH) return chdf5_reply_failure(server);
    if (chdf5_add(&texts, name, strnlen(name, (size_t)length), server->most_bytes) < 0)
      return chdf5_reply_status(server, CHDF5_TOO_MANY);
  }
  struct chdf5_answer answer;
  memset(&answer, 0, sizeof answer);
  answer.rank = 1;
  answer.sizes[0] = facts.nlinks;
  answer.bytes = texts.count;
  chdf5_reply(server, &answer, texts.bytes);
  free(texts.bytes);
  free(name);
  H5Gclose(group);
}

// An open data set or attribute.
struct chdf5_item {
  hid_t id, type, space;
  int is_attribute;
  uint64_t count;
};

static inline herr_t chdf5_read(const struct chdf5_item *item, hid_t memory, void *buffer) {
  return item->is_attribute
             ? H5Aread(item->id, memory, buffer)
             : H5Dread(item->id, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer);
}

// Reads the shape and the number of elements. Fails if there are too many, or more than the stored bytes can hold.
static inline uint32_t chdf5_measure(
    const struct chdf5_server *server, struct chdf5_item *item, struct chdf5_answer *answer) {
  item->count = 0;
  int rank = H5Sget_simple_extent_ndims(item->space);
  if (rank < 0 || rank > 32) return CHDF5_FAILED;
  hsize_t sizes[32] = {0};
  if (rank > 0 && H5Sget_simple_extent_dims(item->space, sizes, NULL) != rank) return CHDF5_FAILED;
  answer->rank = (uint32_t)rank;
  uint64_t count = 1;
  int is_too_large = 0;
  for (int k = 0; k < rank; k++) {
    answer->sizes[k] = sizes[k];
    if (sizes[k] > INT64_MAX || __builtin_mul_overflow(count, sizes[k], &count) ||
        count > CHDF5_MOST_ELEMENTS)
      is_too_large = 1;
  }
  if (is_too_large) return CHDF5_TOO_MANY;
  if (rank == 0 && H5Sget_simple_extent_type(item->space) == H5S_NULL) {
    answer->rank = 1;
    count = 0;
  }
  item->count = count;
  uint64_t width = H5Tget_size(item->type);
  if (width == 0 || width > CHDF5_MOST_ELEMENTS) return CHDF5_FAILED;
  uint64_t stored = 65536, most = 1, needed;
  if (!item->is_attribute) {
    hid_t list = H5Dget_create_plist(item->id);
    if (list < 0) return CHDF5_FAILED;
    // deflate compresses by a factor of 1032 at most.
    if (H5Pget_layout(list) == H5D_CHUNKED) most = 1100;
    H5Pclose(list);
    stored = H5Dget_storage_size(item->id);
  } else {
    // HDF5 does not tell the stored size of an attribute: the limit is 256 * 65536 bytes = 16 MB.
    most = 256;
  }
  if (__builtin_mul_overflow(count, width, &needed) || needed / most > stored ||
      (!item->is_attribute && stored > server->file_size)) {
    answer->rank = 2;
    answer->sizes[0] = count;
    answer->sizes[1] = stored;
    return CHDF5_NOT_STORED;
  }
  return CHDF5_FINE;
}

static inline void chdf5_serve_numbers(
    const struct chdf5_server *server, struct chdf5_item *item, int is_whole) {
  struct chdf5_answer answer;
  memset(&answer, 0, sizeof answer);
  H5T_class_t kind = H5Tget_class(item->type);
  if (kind != H5T_INTEGER && kind != H5T_ENUM && (is_whole || kind != H5T_FLOAT))
    return chdf5_reply_status(server, CHDF5_OTHER_CLASS);
  answer.status = chdf5_measure(server, item, &answer);
  if (answer.status == CHDF5_FAILED) return chdf5_reply_failure(server);
  if (answer.status != CHDF5_FINE || item->count == 0) return chdf5_reply(server, &answer, NULL);
  if (item->count > server->most_bytes / 8) return chdf5_reply_status(server, CHDF5_TOO_MANY);
  void *values = calloc(item->count, 8);
  if (!values) return chdf5_reply_status(server, CHDF5_TOO_MANY);
  // HDF5 converts enumerations to integers only.
  int is_enumeration = kind == H5T_ENUM;
  hid_t memory = is_whole || is_enumeration ? H5T_NATIVE_INT64 : H5T_NATIVE_DOUBLE;
  if (chdf5_read(item, memory, values) < 0) return chdf5_reply_failure(server);
  if (is_enumeration && !is_whole)
    for (uint64_t k = 0; k < item->count; k++) {
      int64_t whole;
      memcpy(&whole, (char *)values + 8 * k, 8);
      double number = (double)whole;
      memcpy((char *)values + 8 * k, &number, 8);
    }
  answer.bytes = 8 * item->count;
  chdf5_reply(server, &answer, values);
  free(values);
}

static inline void chdf5_serve_texts(const struct chdf5_server *server, struct chdf5_item *item) {
  struct chdf5_answer answer;
  memset(&answer, 0, sizeof answer);
  if (H5Tget_class(item->type) != H5T_STRING) return chdf5_reply_status(server, CHDF5_OTHER_CLASS);
  answer.status = chdf5_measure(server, item, &answer);
  if (answer.status == CHDF5_FAILED) return chdf5_reply_failure(server);
  if (answer.status != CHDF5_FINE || item->count == 0) return chdf5_reply(server, &answer, NULL);
  hid_t memory = H5Tcopy(item->type);
  if (memory < 0) return chdf5_reply_failure(server);
  int is_variable = H5Tis_variable_str(memory) > 0;
  size_t width = is_variable ? sizeof(char *) : H5Tget_size(memory);
  char *values = (char *)calloc(item->count, width);
  if (!values) return chdf5_reply_status(server, CHDF5_TOO_MANY);
  if (chdf5_read(item, memory, values) < 0) return chdf5_reply_failure(server);
  int is_padded = H5Tget_strpad(memory) == H5T_STR_SPACEPAD;
  struct chdf5_texts texts = {NULL, 0, 0};
  for (uint64_t k = 0; k < item->count; k++) {
    const char *text = is_variable ? ((char **)values)[k] : values + k * width;
    size_t length = !text ? 0 : is_variable ? strlen(text) : strnlen(text, width);
    while (is_padded && length > 0 && text[length - 1] == ' ') length--;
    if (chdf5_add(&texts, text ? text : "", length, server->most_bytes) < 0)
      return chdf5_reply_status(server, CHDF5_TOO_MANY);
  }
  answer.bytes = texts.count;
  chdf5_reply(server, &answer, texts.bytes);
  if (is_variable) chdf5_reclaim(memory, item->space, values);
  free(texts.bytes);
  free(values);
  H5Tclose(memory);
}

static inline void chdf5_serve_item(
    const struct chdf5_server *server, uint32_t kind, const char *path, const char *name) {
  uint32_t found = chdf5_follow(server->file, path);
  if (found != CHDF5_FINE) return chdf5_reply_status(server, found);
  struct chdf5_item item = {-1, -1, -1, *name != 0, 0};
  if (item.is_attribute) {
    if (H5Aexists_by_name(server->file, path, name, H5P_DEFAULT) <= 0)
      return chdf5_reply_status(server, CHDF5_ABSENT);
    item.id = H5Aopen_by_name(server->file, path, name, H5P_DEFAULT, H5P_DEFAULT);
    if (item.id >= 0) item.type = H5Aget_type(item.id);
    if (item.id >= 0) item.space = H5Aget_space(item.id);
  } else {
    hid_t object = H5Oopen(server->file, path, H5P_DEFAULT);
    if (object >= 0 && H5Iget_type(object) != H5I_DATASET)
      return chdf5_reply_status(server, CHDF5_ABSENT);
    if (object >= 0) H5Oclose(object);
    item.id = H5Dopen2(server->file, path, H5P_DEFAULT);
    if (item.id >= 0 && chdf5_is_elsewhere(item.id))
      return chdf5_reply_status(server, CHDF5_ELSEWHERE);
    if (item.id >= 0) item.type = H5Dget_type(item.id);
    if (item.id >= 0) item.space = H5Dget_space(item.id);
  }
  if (item.id < 0 || item.type < 0 || item.space < 0) return chdf5_reply_failure(server);
  switch (kind) {
    case CHDF5_ASK_DOUBLES:
    case CHDF5_ASK_ATTRIBUTE_NUMBER: chdf5_serve_numbers(server, &item, 0); break;
    case CHDF5_ASK_INTEGERS: chdf5_serve_numbers(server, &item, 1); break;
    default: chdf5_serve_texts(server, &item); break;
  }
  H5Sclose(item.space);
  H5Tclose(item.type);
  if (item.is_attribute) H5Aclose(item.id);
  else H5Dclose(item.id);
}

// The data that this process has in memory [bytes], as the kernel counts them for RLIMIT_DATA.
static inline uint64_t chdf5_data_in_use(void) {
  FILE *facts = fopen("/proc/self/statm", "r");
  unsigned long long data = 0;
  if (!facts) return 0;
  if (fscanf(facts, "%*u %*u %*u %*u %*u %llu", &data) != 1) data = 0;
  fclose(facts);
  return data * (uint64_t)sysconf(_SC_PAGESIZE);
}

// Limits this process to `memory` further bytes and `work` seconds on the processor, restores the deadly signals, and
// closes the descriptors below 256 that it has from its parent.
static inline void chdf5_confine(int socket, uint64_t memory, rlim_t work) {
  int deadly[] = {SIGSEGV, SIGBUS,  SIGABRT, SIGFPE,  SIGILL, SIGTRAP,
                  SIGALRM, SIGXCPU, SIGTERM, SIGPIPE, SIGINT, SIGHUP};
  for (size_t k = 0; k < sizeof deadly / sizeof *deadly; k++) signal(deadly[k], SIG_DFL);
  // Threads of Dispatch block signals; SIGALRM must reach this process.
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_UNBLOCK, &all, NULL);
  uint64_t in_use = chdf5_data_in_use();
  struct rlimit none = {0, 0}, seconds = {work, work + 1}, data = {in_use + memory, in_use + memory};
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_CPU, &seconds);
  if (in_use > 0) setrlimit(RLIMIT_DATA, &data);
  // Among them stderr, to which HDF5 and libc would report the damage.
  for (int k = 0; k < 256; k++)
    if (k != socket) close(k);
}

// Answers questions until the socket is closed. Each answer may take `seconds`.
static inline void chdf5_serve(
    int socket, const void *bytes, size_t count, uint64_t most_bytes, unsigned seconds) {
  alarm(seconds);
  chdf5_prepare();
  struct chdf5_server server = {-1, socket, count, most_bytes};
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  // H5Fopen wants the name of a file that does not exist; no file can be below /dev/null.
  if (access >= 0 && H5Pset_fapl_core(access, 65536, 0) >= 0 &&
      H5Pset_file_image(access, (void *)bytes, count) >= 0)
    server.file = H5Fopen("/dev/null/memory", H5F_ACC_RDONLY, access);
  if (server.file < 0) {
    chdf5_reply_failure(&server);
    _exit(0);
  }
  H5Pclose(access);
  chdf5_reply_status(&server, CHDF5_FINE);
  char *text = (char *)malloc(2 * CHDF5_LONGEST_PATH + 2);
  if (!text) _exit(1);
  for (;;) {
    alarm(0);
    struct chdf5_question question;
    if (chdf5_receive(socket, &question, sizeof question, -1) < 0) _exit(0);
    alarm(seconds);
    uint32_t path = question.path_length, name = question.name_length;
    if (path > CHDF5_LONGEST_PATH || name > CHDF5_LONGEST_PATH) _exit(1);
    if (chdf5_receive(socket, text, path, -1) < 0) _exit(0);
    text[path] = 0;
    if (chdf5_receive(socket, text + path + 1, name, -1) < 0) _exit(0);
    text[path + 1 + name] = 0;
    if (question.kind == CHDF5_ASK_KIND) chdf5_serve_kind(&server, text);
    else if (question.kind == CHDF5_ASK_NAMES) chdf5_serve_names(&server, text);
    else chdf5_serve_item(&server, question.kind, text, text + path + 1);
  }
}

// MARK: The parent

// Starts a child that answers questions about the HDF5 file in `bytes`. Returns its process number, or the negative of
// an errno. `*socket` becomes the end for questions. The child may take `memory` bytes more than this process has now,
// `work` seconds on the processor, and `seconds` for an answer of at most `most_bytes`.
static inline pid_t chdf5_start(
    const void *bytes, size_t count, uint64_t memory, uint64_t most_bytes, unsigned work,
    unsigned seconds, int *socket) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return -errno;
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    int own = ends[1];
    // The number must be below 256, so that the child closes all other descriptors of that range.
    if (own >= 256) {
      own = dup2(ends[1], 255);
      close(ends[1]);
    }
    chdf5_confine(own, memory, work);
    chdf5_serve(own, bytes, count, most_bytes, seconds);
  }
  int reason = errno;
  close(ends[1]);
  if (child < 0) close(ends[0]);
  *socket = child < 0 ? -1 : ends[0];
  return child < 0 ? -reason : child;
}

// Ends a child with SIGKILL and waits for its end.
static inline void chdf5_stop(pid_t child, int socket) {
  close(socket);
  kill(child, SIGKILL);
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) break;
}
