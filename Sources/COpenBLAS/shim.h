// OpenBLAS through GSL's declaration of the same C interface: both headers define
// `enum CBLAS_TRANSPOSE`, and Swift refuses to import two different definitions.
#pragma once
#include <gsl/gsl_cblas.h>

void openblas_set_num_threads(int num_threads);
char *openblas_get_config(void);
