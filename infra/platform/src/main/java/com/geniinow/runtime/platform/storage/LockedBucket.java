package com.geniinow.runtime.platform.storage;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A second bucket, whose objects nobody can remove or replace before their time, or none. Whether
 * that is so is asked of the store at start; where the store is unavailable then, before the first
 * use.
 */
public final class LockedBucket {
  private static final Logger log = LoggerFactory.getLogger(LockedBucket.class);

  private final @Nullable GcsObjectStore bucket;
  private volatile boolean isKnownToBeLocked;

  LockedBucket(@Nullable GcsObjectStore bucket) {
    this.bucket = bucket;
    try {
      open();
    } catch (ObjectStoreUnavailableException e) {
      log.warn("whether the bucket of checkpoints is locked can't be asked now; it will be");
    }
  }

  /**
   * The bucket; empty where none is configured.
   *
   * @throws WrongSettingException where there is no such bucket, or its retention policy is not
   *     locked
   */
  public Optional<ObjectStore> open() {
    if (bucket != null && !isKnownToBeLocked) {
      bucket.mustBeLocked();
      isKnownToBeLocked = true;
    }
    return Optional.ofNullable(bucket);
  }
}
