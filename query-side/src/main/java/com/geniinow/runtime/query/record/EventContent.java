package com.geniinow.runtime.query.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.axonframework.eventhandling.EventMessage;

/**
 * What a ledger entry says of its event's content: so that an event that was changed in the store,
 * alike with the rows made of it, no longer agrees with its entry. Which events it is said of
 * stands beside them, in their meta data: entries of earlier events do not say it, and never will.
 */
final class EventContent {
  private static final String KEY = "content";

  /** The only kind so far: SHA-256 of the payload's stored bytes. */
  private static final String KIND = "sha256";

  private EventContent() {}

  /** Marks an event that is about to be stored. */
  static <T extends EventMessage<?>> T attested(T event) {
    @SuppressWarnings("unchecked") // the library's own way: the same kind of message
    var marked = (T) event.andMetaData(Map.of(KEY, KIND));
    return marked;
  }

  /** Whether its entry says what it holds. */
  static boolean isAttested(EventMessage<?> event) {
    return KIND.equals(event.getMetaData().get(KEY));
  }

  static String hash(String stored) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(stored.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
