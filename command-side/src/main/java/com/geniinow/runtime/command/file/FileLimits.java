package com.geniinow.runtime.command.file;

import java.time.Duration;

/** Bounds of an upload. */
final class FileLimits {
  /** The largest file, in bytes. */
  static final long MAX_BYTES = 50L << 20;

  /** What a form may hold beside its file, in bytes. */
  static final int MAX_ENVELOPE_BYTES = 64 << 10;

  /** What may follow the file in a form: its other fields, in bytes. */
  static final int MAX_TRAILER_BYTES = 1 << 10;

  /** The longest name, in bytes of UTF-8. */
  static final int MAX_NAME_BYTES = 1 << 10;

  /** The longest that an upload may take. */
  static final Duration LONGEST_UPLOAD = Duration.ofMinutes(30);

  /** After that its room is given up; longer, so that a slow end is not cut off. */
  static final Duration HELD = Duration.ofMinutes(40);

  /** An object without a row that is older than this is nobody's; longer again. */
  static final Duration ORPHAN = Duration.ofHours(1);

  /** Uploads in one process at once: each takes about two megabytes of its heap. */
  static final int AT_ONCE = 64;

  private FileLimits() {}
}
