// What Swift cannot say about GSL: thread-local storage for the words that GSL hands to its
// process-wide error handler.
#pragma once

/// Replaces GSL's aborting error handler by one that only remembers the reason of the calling
/// thread's latest failure. Call once.
void cgsl_install_reason_capture(void);

/// The latest reason recorded on this thread, or "" when there is none.
const char *cgsl_last_reason(void);

/// Forgets this thread's reason.
void cgsl_clear_reason(void);
