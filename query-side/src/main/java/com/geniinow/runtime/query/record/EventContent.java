package com.geniinow.runtime.query.record;

import com.geniinow.runtime.platform.sealing.SaidInTheClear;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.platform.web.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.axonframework.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger entry says of its event's content: so that an event that was changed in the store,
 * alike with the rows made of it, no longer agrees with its entry. Which events it is said of
 * stands beside them, in their meta data: entries of earlier events do not say it, and never will.
 *
 * @param hash SHA-256 in hexadecimal digits; null where its entry doesn't say it
 * @param commitments of a sealed event's members, by their names
 */
record EventContent(@Nullable String hash, Map<String, String> commitments) {
  private static final String KEY = SealedPayload.CONTENT;

  /** One kind: SHA-256 of the payload's stored bytes. The other is the sealed events' own. */
  private static final String KIND = "sha256";

  /** Marks an event that is about to be stored, unless it says what it is already. */
  static <T extends EventMessage<?>> T attested(T event) {
    if (event.getMetaData().containsKey(KEY)) {
      return event;
    }
    @SuppressWarnings("unchecked") // the library's own way: the same kind of message
    var marked = (T) event.andMetaData(Map.of(KEY, KIND));
    return marked;
  }

  /**
   * What its entry says of its content. Of a sealed event that is the hash of its RFC 8785 form in
   * which each sealed member is its commitment: the same while it can be opened and ever after.
   *
   * @param stored gives the payload's stored text
   */
  static EventContent of(EventMessage<?> event, Supplier<String> stored) {
    var kind = event.getMetaData().get(KEY);
    if (KIND.equals(kind)) {
      // One that was sealed since says what it was: its entry goes on saying that.
      return event.getMetaData().get(SealedPayload.SEALED) instanceof String clear
          ? new EventContent(clear, Map.of())
          : new EventContent(hash(stored.get()), Map.of());
    }
    if (SealedPayload.COMMITMENTS.equals(kind)) {
      var clear = inTheClear(event, stored.get());
      return new EventContent(CanonicalJson.sha256(clear.form()), clear.commitments());
    }
    return new EventContent(null, Map.of());
  }

  private static SealedPayload.InTheClear inTheClear(EventMessage<?> event, String stored) {
    var known = event instanceof SaidInTheClear said ? said.inTheClear() : null;
    return known == null ? SealedPayload.inTheClear(stored) : known;
  }

  private static String hash(String stored) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(stored.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
