#include "CGSLShims.h"
#include <gsl/gsl_errno.h>
#include <string.h>

static _Thread_local char last_reason[256];

static void capture(const char *reason, const char *file, int line, int code) {
  (void)file;
  (void)line;
  (void)code;
  strncpy(last_reason, reason, sizeof last_reason - 1);
  last_reason[sizeof last_reason - 1] = '\0';
}

void cgsl_install_reason_capture(void) { gsl_set_error_handler(&capture); }
const char *cgsl_last_reason(void) { return last_reason; }
void cgsl_clear_reason(void) { last_reason[0] = '\0'; }
