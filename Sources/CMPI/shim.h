#pragma once
// Functions for MPI's constants, which are macros and objects that Swift cannot import. An error ends the job with
// MPI's own message (MPI_ERRORS_ARE_FATAL, the default).
#include <mpi.h>
#include <stdlib.h>

static inline void cmpi_begin(void) {
  int provided = 0, begun = 0;
  MPI_Initialized(&begun);
  // Many threads compute; only the thread that initialized MPI calls it.
  if (!begun) MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
}

static inline int cmpi_rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

static inline int cmpi_count(void) {
  int count = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  return count;
}

// Gathers one long from each rank at all ranks (MPI_Allgather).
static inline void cmpi_gather_long(long value, long *all) {
  MPI_Allgather(&value, 1, MPI_LONG, all, 1, MPI_LONG, MPI_COMM_WORLD);
}

// Sends values[r] to rank r and receives one long from each rank (MPI_Alltoall).
static inline void cmpi_swap_long(const long *values, long *all) {
  MPI_Alltoall(values, 1, MPI_LONG, all, 1, MPI_LONG, MPI_COMM_WORLD);
}

static inline void cmpi_gather(
    const void *bytes, int count, void *all, const int *counts, const int *offsets) {
  MPI_Allgatherv(bytes, count, MPI_BYTE, all, counts, offsets, MPI_BYTE, MPI_COMM_WORLD);
}

static inline void cmpi_swap(
    const void *bytes, const int *counts, const int *offsets, void *all, const int *their_counts,
    const int *their_offsets) {
  MPI_Alltoallv(
      bytes, counts, offsets, MPI_BYTE, all, their_counts, their_offsets, MPI_BYTE, MPI_COMM_WORLD);
}

static inline double cmpi_time(void) { return MPI_Wtime(); }

static inline void cmpi_end(void) {
  int ended = 0;
  MPI_Finalized(&ended);
  if (!ended) MPI_Finalize();
}

static inline void cmpi_abort(int status) { MPI_Abort(MPI_COMM_WORLD, status); }

static inline int cmpi_version(char *text, int room) {
  char full[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0, n = 0;
  MPI_Get_library_version(full, &length);
  while (n < length && n < room - 1 && full[n] != ',' && full[n] != '\n') { text[n] = full[n]; n++; }
  text[n] = 0;
  return n;
}
