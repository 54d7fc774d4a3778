package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.web.CanonicalJson;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What stands where a sealed member of a JSON object was: {@code {"c": …, "k": …, "s": …}}.
 *
 * @param commitment what can be said of the value in the clear, and is said in the ledger
 * @param day of its key
 * @param box the salt of the commitment and the value's JSON to the letter, sealed
 */
record Envelope(String commitment, LocalDate day, String box) {
  private static final String COMMITMENT = "c";
  private static final String DAY = "k";
  private static final String BOX = "s";

  /** Where a member belongs, and under which key it is. */
  record Place(UUID agent, String eventId, String member) {
    private String text() {
      return agent + "\n" + eventId + "\n" + member;
    }
  }

  /** A value, sealed. */
  static Envelope seal(DataKeys keys, Place place, LocalDate day, String value) {
    return seal(keys, place, day, value, canonical(value));
  }

  /**
   * The same.
   *
   * @param canonical its RFC 8785 form
   */
  static Envelope seal(DataKeys keys, Place place, LocalDate day, String value, String canonical) {
    var key = keys.of(place.agent(), day);
    var box = SealedBox.seal(value, canonical, key, place.text());
    return new Envelope(box.commitment(), day, box.closed());
  }

  /**
   * The value's JSON as it was sealed; null where its key is gone.
   *
   * @throws BrokenSealException when the box is not of this place, or not what the commitment says
   */
  @Nullable String open(DataKeys keys, Place place) {
    var key = keys.find(place.agent(), day);
    if (key.isEmpty()) {
      return null;
    }
    var opened = SealedBox.open(box, key.get(), place.text());
    if (!opened.matches(commitment, canonical(opened.text()))) {
      throw new BrokenSealException("it is not what its commitment says", null);
    }
    return opened.text();
  }

  /** As it is stored: nothing in it needs an escape. */
  String json() {
    return "{\"c\":\"" + commitment + "\",\"k\":\"" + day + "\",\"s\":\"" + box + "\"}";
  }

  /** The envelope that a member is; null where it is none. */
  static @Nullable Envelope of(JsonNode member) {
    var commitment = member.path(COMMITMENT);
    var day = member.path(DAY);
    var box = member.path(BOX);
    if (member.size() != 3 || !commitment.isString() || !day.isString() || !box.isString()) {
      return null;
    }
    try {
      return new Envelope(
          commitment.stringValue(), LocalDate.parse(day.stringValue()), box.stringValue());
    } catch (DateTimeException e) {
      throw new BrokenSealException("no day of a key: " + day, e);
    }
  }

  private static String canonical(String json) {
    return CanonicalJson.of(StoredObject.MAPPER.readTree(json));
  }
}
