package com.geniinow.runtime.platform.sealing;

import java.security.MessageDigest;

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
   * The same, unwrapped once before anybody stores it: what can't be would be lost, with all that
   * is sealed under it.
   *
   * @throws KeysUnavailableException also when what comes back is another key
   */
  default byte[] wrapProven(byte[] key, String context) {
    var wrapped = wrap(key, context);
    if (!givesBack(key, wrapped, context)) {
      throw new KeysUnavailableException(
          "the master key %s does not give back what it wraps".formatted(id()));
    }
    return wrapped;
  }

  private boolean givesBack(byte[] key, byte[] wrapped, String context) {
    try {
      return MessageDigest.isEqual(key, unwrap(wrapped, context));
    } catch (BrokenSealException e) {
      return false;
    }
  }

  /** Whether each use of it is a call of somebody else's service, which may be slow or fail. */
  default boolean isFar() {
    return false;
  }

  /**
   * The key that was wrapped.
   *
   * @throws KeysUnavailableException when the master key can't be reached
   * @throws BrokenSealException when it didn't wrap that, or not for this context
   */
  byte[] unwrap(byte[] wrapped, String context);
}
