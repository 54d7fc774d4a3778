package com.geniinow.runtime.platform.sealing;

/** What agents' keys are wrapped under. Its own bytes are in no table and in no backup. */
interface MasterKey {
  /** Names it, and tells nothing of it. */
  String id();

  /**
   * A key as it may be stored.
   *
   * @param context whose key it is; the same must be said to unwrap it
   * @throws KeysUnavailableException when the master key can't be reached
   */
  byte[] wrap(byte[] key, String context);

  /**
   * The key that was wrapped.
   *
   * @throws KeysUnavailableException when the master key can't be reached, or didn't wrap that
   */
  byte[] unwrap(byte[] wrapped, String context);
}
