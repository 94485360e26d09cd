// The GSL headers this package uses, and what Swift cannot import from them. No policy lives here.
#pragma once
#include <gsl/gsl_errno.h>
#include <gsl/gsl_interp.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_version.h>
