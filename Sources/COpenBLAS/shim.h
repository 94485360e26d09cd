// OpenBLAS through its Fortran symbols, declared here by hand, for two reasons. First, its C header and GSL's both
// define
// `enum CBLAS_TRANSPOSE`, and Swift refuses to import two definitions. Second, both libraries define `cblas_dgemm` and
// its relatives, so that link order would choose between OpenBLAS and GSL's plain loops. GSL has no Fortran symbols.
//
// Matrices are column-major; integers are 32 bits wide (LP64). The trailing lengths are those of gfortran, one for each
// character argument.
#pragma once
#include <stddef.h>

void openblas_set_num_threads(int num_threads);
char *openblas_get_config(void);

void dgemm_(const char *transa, const char *transb, const int *m, const int *n, const int *k,
            const double *alpha, const double *a, const int *lda, const double *b, const int *ldb,
            const double *beta, double *c, const int *ldc, size_t, size_t);
void sgemm_(const char *transa, const char *transb, const int *m, const int *n, const int *k,
            const float *alpha, const float *a, const int *lda, const float *b, const int *ldb,
            const float *beta, float *c, const int *ldc, size_t, size_t);

void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *ipiv, int *info);
void dgetrs_(const char *trans, const int *n, const int *nrhs, const double *a, const int *lda,
             const int *ipiv, double *b, const int *ldb, int *info, size_t);
