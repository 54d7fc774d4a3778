package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import java.time.Instant;

/** How long an upload may take: looked at whenever bytes come, however few. */
final class UploadTime {
  private final Now now;
  private final Instant latest;

  UploadTime(Now now) {
    this.now = now;
    latest = now.get().plus(FileLimits.LONGEST_UPLOAD);
  }

  /**
   * Looks at the clock.
   *
   * @throws ProblemException 400 when the time is over
   */
  void check() {
    if (now.get().isAfter(latest)) {
      throw ProblemException.invalid(
          "The upload took longer than " + FileLimits.LONGEST_UPLOAD.toMinutes() + " minutes.");
    }
  }
}
