// Functions for those parts of HDF5's header that Swift cannot import: types and property classes are macros that read
// global variables, and some functions change their numbers from version to version.
#pragma once
#include <hdf5.h>
#include <string.h>

// Types of numbers in memory (native) and in files (little-endian on every machine).
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

// Switches off the error stack that HDF5 prints to stderr; callers report failures themselves. Unregisters external
// links, so that nothing in another file can be opened, not even through a soft link.
static inline void chdf5_prepare(void) {
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  if (H5Lis_registered(H5L_TYPE_EXTERNAL) > 0) H5Lunregister(H5L_TYPE_EXTERNAL);
}

// True if the numbers of a data set are in another file: external storage or a virtual data set.
static inline int chdf5_is_elsewhere(hid_t set) {
  hid_t list = H5Dget_create_plist(set);
  if (list < 0) return 1;
  int result = H5Pget_external_count(list) != 0 || H5Pget_layout(list) == H5D_VIRTUAL;
  H5Pclose(list);
  return result;
}

// Frees the strings that HDF5 allocated while it read them.
static inline herr_t chdf5_reclaim(hid_t type, hid_t space, void *buffer) {
#if H5_VERSION_GE(1, 12, 0)
  return H5Treclaim(type, space, H5P_DEFAULT, buffer);
#else
  return H5Dvlen_reclaim(type, space, H5P_DEFAULT, buffer);
#endif
}

// Copies the description of the innermost failure to `context`, at most 159 bytes and a NUL.
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

#include "server.h"
