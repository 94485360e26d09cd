// What a program that was compiled here needs to run with an older C library, down to glibc 2.17.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>

// Since glibc 2.29 these functions have a new version, which leaves the error handling of the C standard of 1989 out. The
// old one has the same kernel, so that a program gives the same bits with either. The linker's --wrap sends all calls here.
#define OLD(type, name, parameters, arguments)            \
  __asm__(".symver old_" #name ", " #name "@GLIBC_2.2.5"); \
  extern type old_##name parameters;                      \
  type __wrap_##name parameters { return old_##name arguments; }

OLD(double, exp, (double x), (x))
OLD(double, log, (double x), (x))
OLD(double, exp2, (double x), (x))
OLD(double, log2, (double x), (x))
OLD(double, pow, (double x, double y), (x, y))
OLD(float, expf, (float x), (x))
OLD(float, logf, (float x), (x))
OLD(float, exp2f, (float x), (x))
OLD(float, log2f, (float x), (x))
OLD(float, powf, (float x, float y), (x, y))

// glibc 2.29: the folder in which Foundation starts a process. The program starts gnuplot, in its own folder.
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path) {
  int (*known)(posix_spawn_file_actions_t *, const char *) =
      dlsym(RTLD_NEXT, "posix_spawn_file_actions_addchdir_np");
  return known ? known(actions, path) : ENOSYS;
}

// std::__throw_bad_array_new_length of libstdc++ 11.
void _ZSt28__throw_bad_array_new_lengthv(void) { abort(); }
