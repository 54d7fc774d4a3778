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

  /**
   * How long an upload outlives its process: so long after it was last renewed it is given up. With
   * the sweep's pause that is well below a minute.
   */
  static final Duration LEASE = Duration.ofSeconds(30);

  /** How often a process says that its uploads are alive. */
  static final Duration RENEWAL = Duration.ofSeconds(7);

  /** How much of a file is read before room is asked for: of one that ends within, all is known. */
  static final int READ_AHEAD_BYTES = 256 << 10;

  /** How long an upload waits at most for others to end, for a place or for room. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The pause between two questions of an agent's waiting uploads. */
  static final Duration PAUSE = Duration.ofMillis(100);

  /**
   * After that its room is given up whatever happens; longer, so that a slow end is not cut off.
   */
  static final Duration HELD = Duration.ofMinutes(40);

  /** An object without a row that is older than this belongs to no upload; longer again. */
  static final Duration ORPHAN = Duration.ofHours(1);

  /** Uploads in one process at once: each takes about two megabytes of its heap. */
  static final int AT_ONCE = 64;

  /** How many of these one agent may have. */
  static final int AT_ONCE_OF_ONE = 32;

  /** Uploads of one agent that wait in one process for a place, unread. */
  static final int WAITING_OF_ONE = 128;

  /** Of all agents. */
  static final int WAITING = 512;

  private FileLimits() {}
}
