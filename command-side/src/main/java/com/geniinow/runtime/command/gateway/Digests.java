package com.geniinow.runtime.command.gateway;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of what was sent and got. */
final class Digests {
  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
