package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.StorageEvent.StorageRefused;

/** Whether a file may come in; a refusal is a result, so that it is recorded. */
public sealed interface StorageAdmission {
  /**
   * It may, up to this size.
   *
   * @param bytes what is held for it, 0 or more
   */
  record Admitted(long bytes) implements StorageAdmission {}

  /** It may not; the refusal says why. */
  record Refused(StorageRefused why) implements StorageAdmission {}

  /** Not yet: others on their way hold what it lacks, and may end with less. */
  record Later() implements StorageAdmission {}

  /** It may not now: so many uploads are on their way already. */
  record TooMany(int uploads) implements StorageAdmission {}
}
