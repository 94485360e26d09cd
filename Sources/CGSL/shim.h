// The GSL headers that this package uses, and accessors of the method descriptors. No policy lives here.
#pragma once
#include <gsl/gsl_errno.h>
#include <gsl/gsl_interp.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_version.h>

// GSL's method descriptors are extern variables: shared mutable state, which Swift 6 refuses. Functions that return
// them are accepted.
#define CGSL_DESCRIPTOR(name, type, variable) \
  static inline const type *name(void) { return variable; }

CGSL_DESCRIPTOR(cgsl_step_rk2, gsl_odeiv2_step_type, gsl_odeiv2_step_rk2)
CGSL_DESCRIPTOR(cgsl_step_rk4, gsl_odeiv2_step_type, gsl_odeiv2_step_rk4)
CGSL_DESCRIPTOR(cgsl_step_rkf45, gsl_odeiv2_step_type, gsl_odeiv2_step_rkf45)
CGSL_DESCRIPTOR(cgsl_step_rkck, gsl_odeiv2_step_type, gsl_odeiv2_step_rkck)
CGSL_DESCRIPTOR(cgsl_step_rk8pd, gsl_odeiv2_step_type, gsl_odeiv2_step_rk8pd)
CGSL_DESCRIPTOR(cgsl_step_rk1imp, gsl_odeiv2_step_type, gsl_odeiv2_step_rk1imp)
CGSL_DESCRIPTOR(cgsl_step_rk2imp, gsl_odeiv2_step_type, gsl_odeiv2_step_rk2imp)
CGSL_DESCRIPTOR(cgsl_step_rk4imp, gsl_odeiv2_step_type, gsl_odeiv2_step_rk4imp)
CGSL_DESCRIPTOR(cgsl_step_bsimp, gsl_odeiv2_step_type, gsl_odeiv2_step_bsimp)
CGSL_DESCRIPTOR(cgsl_step_msadams, gsl_odeiv2_step_type, gsl_odeiv2_step_msadams)
CGSL_DESCRIPTOR(cgsl_step_msbdf, gsl_odeiv2_step_type, gsl_odeiv2_step_msbdf)
CGSL_DESCRIPTOR(cgsl_interp_steffen, gsl_interp_type, gsl_interp_steffen)

/// The version of the library that is loaded; it may differ from that of the headers.
static inline const char *cgsl_version(void) { return gsl_version; }
