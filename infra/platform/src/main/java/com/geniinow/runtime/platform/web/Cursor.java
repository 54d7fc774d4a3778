package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;

/**
 * Where a page ended, as an opaque text. It holds a place in an order and nothing secret: whoever
 * makes one up sees only rows that are theirs anyway.
 */
public sealed interface Cursor {
  /** The text that a client sends back. */
  String encode();

  /** A place in a list ordered by time, then id; times to the microsecond. */
  record TimeAndId(Instant at, UUID id) implements Cursor {
    private static final byte KIND = 1;
    private static final int BYTES = 1 + 3 * Long.BYTES;

    public TimeAndId {
      at = at.truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public String encode() {
      long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
      return text(
          ByteBuffer.allocate(BYTES)
              .put(KIND)
              .putLong(micros)
              .putLong(id.getMostSignificantBits())
              .putLong(id.getLeastSignificantBits()));
    }
  }

  /** A place in a list ordered by a number, such as a ledger's sequence. */
  record Position(long value) implements Cursor {
    private static final byte KIND = 2;
    private static final int BYTES = 1 + Long.BYTES;

    @Override
    public String encode() {
      return text(ByteBuffer.allocate(BYTES).put(KIND).putLong(value));
    }
  }

  /** A place in a list ordered by a text, such as a key of at most a few hundred bytes. */
  record Text(String value) implements Cursor {
    private static final byte KIND = 3;

    @Override
    public String encode() {
      var utf8 = value.getBytes(StandardCharsets.UTF_8);
      return text(ByteBuffer.allocate(1 + utf8.length).put(KIND).put(utf8));
    }
  }

  /**
   * Reads a {@link TimeAndId}.
   *
   * @throws ProblemException 400 for anything else
   */
  static TimeAndId timeAndId(String text) {
    var bytes = bytes(text, TimeAndId.KIND, TimeAndId.BYTES);
    try {
      var at = Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
      return new TimeAndId(at, new UUID(bytes.getLong(), bytes.getLong()));
    } catch (ArithmeticException e) {
      throw bad();
    }
  }

  /**
   * Reads a {@link Position}.
   *
   * @throws ProblemException 400 for anything else
   */
  static Position position(String text) {
    return new Position(bytes(text, Position.KIND, Position.BYTES).getLong());
  }

  /**
   * Reads a {@link Text}.
   *
   * @throws ProblemException 400 for anything else
   */
  static Text text(String text) {
    var bytes = decoded(text);
    if (bytes.length < 2 || bytes[0] != Text.KIND) {
      throw bad();
    }
    try {
      var utf8 = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
      return new Text(StandardCharsets.UTF_8.newDecoder().decode(utf8).toString());
    } catch (CharacterCodingException e) {
      throw bad();
    }
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw bad();
    }
  }

  private static ByteBuffer bytes(String text, byte kind, int length) {
    var bytes = decoded(text);
    if (bytes.length != length || bytes[0] != kind) {
      throw bad();
    }
    return ByteBuffer.wrap(bytes, 1, length - 1);
  }

  private static String text(ByteBuffer bytes) {
    var all = new byte[bytes.flip().remaining()];
    bytes.get(all);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  private static ProblemException bad() {
    return ProblemException.invalidField("cursor", "is not a cursor of this list");
  }
}
