// The reason of GSL's latest failure, kept for each thread. GSL hands it to a process-wide error handler; thread-local
// storage of C is not available in Swift.
#pragma once

/// Replaces GSL's aborting error handler by one that stores the reason of the calling thread's latest failure. Call
/// once.
void cgsl_install_reason_capture(void);

/// The reason of the latest failure on this thread; "" if there is none.
const char *cgsl_last_reason(void);

/// Clears this thread's reason.
void cgsl_clear_reason(void);
