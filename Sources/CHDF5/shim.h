// What Swift cannot import from HDF5's header: types and property classes are macros that read
// global variables, and some functions are renumbered from version to version.
#pragma once
#include <hdf5.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// Types of numbers in memory and in files: little-endian in files, whatever the machine.
static inline hid_t chdf5_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t chdf5_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t chdf5_file_double(void) { return H5T_IEEE_F64LE; }
static inline hid_t chdf5_file_float(void) { return H5T_IEEE_F32LE; }
static inline hid_t chdf5_file_int64(void) { return H5T_STD_I64LE; }
static inline hid_t chdf5_file_uint64(void) { return H5T_STD_U64LE; }
static inline hid_t chdf5_file_uint32(void) { return H5T_STD_U32LE; }
static inline hid_t chdf5_file_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t chdf5_file_int8(void) { return H5T_STD_I8LE; }
static inline hid_t chdf5_native_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t chdf5_c_string(void) { return H5T_C_S1; }
static inline size_t chdf5_variable(void) { return H5T_VARIABLE; }
static inline hid_t chdf5_access_class(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_dataset_class(void) { return H5P_DATASET_CREATE; }
static inline hid_t chdf5_group_class(void) { return H5P_GROUP_CREATE; }
static inline hid_t chdf5_default(void) { return H5P_DEFAULT; }
static inline hid_t chdf5_all(void) { return H5S_ALL; }
static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned chdf5_truncate(void) { return H5F_ACC_TRUNC; }

// No traces of the library's calls on stderr: failures are told by who called. External links, which lead to other
// files, are forgotten: nothing that is opened through one is found, not even behind a soft link.
static inline void chdf5_prepare(void) {
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  if (H5Lis_registered(H5L_TYPE_EXTERNAL) > 0) H5Lunregister(H5L_TYPE_EXTERNAL);
}

// Whether this link leads to another file.
static inline int chdf5_is_external_link(hid_t group, const char *name) {
  H5L_info_t facts;
  return H5Lget_info(group, name, &facts, H5P_DEFAULT) >= 0 && facts.type >= H5L_TYPE_UD_MIN;
}

// Whether the numbers of a data set are in another file: external storage or a virtual data set.
static inline int chdf5_is_elsewhere(hid_t set) {
  hid_t list = H5Dget_create_plist(set);
  if (list < 0) return 1;
  int result = H5Pget_external_count(list) != 0 || H5Pget_layout(list) == H5D_VIRTUAL;
  H5Pclose(list);
  return result;
}

// Memory of strings that the library allocated while it read them.
static inline herr_t chdf5_reclaim(hid_t type, hid_t space, void *buffer) {
#if H5_VERSION_GE(1, 12, 0)
  return H5Treclaim(type, space, H5P_DEFAULT, buffer);
#else
  return H5Dvlen_reclaim(type, space, H5P_DEFAULT, buffer);
#endif
}

// The words of the innermost failure, at most `size` bytes of them.
static inline herr_t chdf5_keep_first(unsigned n, const H5E_error2_t *error, void *context) {
  char *text = (char *)context;
  if (n == 0 && error->desc) {
    size_t k = 0;
    for (; k < 159 && error->desc[k]; k++) text[k] = error->desc[k];
    text[k] = 0;
  }
  return 0;
}
static inline void chdf5_reason(char text[160]) {
  text[0] = 0;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, chdf5_keep_first, text);
}

// MARK: Damaged files

// HDF5 1.10 trusts sizes in a file; some damaged files make it read beyond its buffers. So files are first walked in
// a child process, which may die of them. The child calls nothing but this library and libc.

// What a first look finds.
enum { CHDF5_FINE = 0, CHDF5_DEADLY = 1, CHDF5_LEAVES = 2 };

// Reads all of a data set (or attribute, when `is_attribute`).
static inline void chdf5_touch(hid_t item, int is_attribute) {
  if (!is_attribute && chdf5_is_elsewhere(item)) _exit(CHDF5_LEAVES);
  hid_t type = is_attribute ? H5Aget_type(item) : H5Dget_type(item);
  hid_t space = is_attribute ? H5Aget_space(item) : H5Dget_space(item);
  hssize_t count = H5Sget_simple_extent_npoints(space);
  size_t width = H5Tget_size(type);
  H5T_class_t kind = H5Tget_class(type);
  // What the reader refuses is not read here either.
  int is_read = type >= 0 && space >= 0 && count > 0 && count <= (1LL << 31) && width > 0 &&
                width < (1UL << 31);
  if (is_read && !is_attribute)
    is_read = (double)count * (double)width / 1100 <= (double)H5Dget_storage_size(item);
  if (is_read && is_attribute) is_read = count < 65536;
  hid_t memory = -1;
  if (kind == H5T_FLOAT || kind == H5T_INTEGER) memory = H5Tcopy(H5T_NATIVE_DOUBLE);
  if (kind == H5T_ENUM) memory = H5Tcopy(H5T_NATIVE_INT64);
  if (kind == H5T_STRING) memory = H5Tcopy(type);
  if (is_read && memory >= 0) {
    char *buffer = (char *)calloc((size_t)count, width > 8 ? width : 8);
    if (buffer) {
      herr_t status = is_attribute
                          ? H5Aread(item, memory, buffer)
                          : H5Dread(item, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer);
      if (status >= 0 && kind == H5T_STRING && H5Tis_variable_str(type) > 0) {
        size_t total = 0;
        for (hssize_t k = 0; k < count; k++)
          if (((char **)buffer)[k]) total += strlen(((char **)buffer)[k]);
        chdf5_reclaim(memory, space, buffer);
        if (total == (size_t)-1) _exit(CHDF5_DEADLY);
      }
      free(buffer);
    }
  }
  if (memory >= 0) H5Tclose(memory);
  if (type >= 0) H5Tclose(type);
  if (space >= 0) H5Sclose(space);
}

static inline void chdf5_walk(hid_t group, int depth, long *budget) {
  H5G_info_t facts;
  if (depth > 8 || H5Gget_info(group, &facts) < 0) return;
  for (hsize_t index = 0; index < facts.nlinks && --*budget > 0; index++) {
    char name[4096];
    if (H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, index, name, sizeof name,
                           H5P_DEFAULT) < 0)
      continue;
    if (chdf5_is_external_link(group, name)) _exit(CHDF5_LEAVES);
    hid_t object = H5Oopen(group, name, H5P_DEFAULT);
    if (object < 0) continue;
    for (hsize_t k = 0; k < 64; k++) {
      hid_t attribute = H5Aopen_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, k, H5P_DEFAULT,
                                       H5P_DEFAULT);
      if (attribute < 0) break;
      chdf5_touch(attribute, 1);
      H5Aclose(attribute);
    }
    if (H5Iget_type(object) == H5I_DATASET) chdf5_touch(object, 0);
    if (H5Iget_type(object) == H5I_GROUP) chdf5_walk(object, depth + 1, budget);
    H5Oclose(object);
  }
}

// The most memory that this process has had [bytes].
static inline double chdf5_peak(void) {
  struct rusage facts;
  return getrusage(RUSAGE_SELF, &facts) == 0 ? 1024.0 * (double)facts.ru_maxrss : 0;
}

// What becomes of a child process that reads everything in these bytes, within `seconds`, in little time on the
// processor, and without more memory than sound contents of that size could take (deflate packs bytes, which become
// doubles, a thousandfold).
static inline int chdf5_look(void *bytes, size_t count, unsigned seconds) {
  pid_t child = fork();
  if (child < 0) return CHDF5_FINE;
  if (child == 0) {
    int deadly[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTRAP, SIGALRM, SIGXCPU};
    for (size_t k = 0; k < sizeof deadly / sizeof *deadly; k++) signal(deadly[k], SIG_DFL);
    // Threads of Dispatch block signals; the alarm would never be heard.
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_UNBLOCK, &all, NULL);
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    // Two seconds, and half a second for each MB: then the library goes in circles.
    struct rlimit work = {2 + (count >> 21), 3 + (count >> 21)};
    setrlimit(RLIMIT_CPU, &work);
    double before = chdf5_peak();
    // What the damage sets off must not be told: the library and libc write to stderr.
    close(2);
    alarm(seconds);
    chdf5_prepare();
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    if (H5Pset_fapl_core(access, 65536, 0) < 0) _exit(0);
    if (H5Pset_file_image(access, bytes, count) < 0) _exit(0);
    hid_t file = H5Fopen("/dev/null/memory", H5F_ACC_RDONLY, access);
    if (file < 0) _exit(0);
    hid_t root = H5Gopen2(file, "/", H5P_DEFAULT);
    long budget = 1000000;
    if (root >= 0) {
      chdf5_walk(root, 0, &budget);
      H5Gclose(root);
    }
    H5Fclose(file);
    _exit(chdf5_peak() - before > 0x1p28 + 9600.0 * (double)count ? CHDF5_DEADLY : CHDF5_FINE);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return CHDF5_FINE;
  return WIFEXITED(status) ? WEXITSTATUS(status) : CHDF5_DEADLY;
}
