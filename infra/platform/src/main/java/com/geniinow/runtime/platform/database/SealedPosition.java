package com.geniinow.runtime.platform.database;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A place among the events as clients get it. It says nothing of how many events there are, which
 * is nobody's business, and nobody can make one up.
 */
public final class SealedPosition {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{22}");

  private final Seal seal;
  private final String mark;
  private final String veil;

  /**
   * @param use for which it is written; what was written for another is not read
   */
  public SealedPosition(Seal seal, String use) {
    this.seal = seal;
    mark = use + " position";
    veil = use + " veil";
  }

  /** How it is written: 22 characters. */
  public String of(long position) {
    long marked = number(mark, position);
    var bytes = ByteBuffer.allocate(16).putLong(marked).putLong(position ^ number(veil, marked));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** What was written; empty where it was not written here. */
  public OptionalLong read(String text) {
    if (!FORM.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    long marked = bytes.getLong();
    long position = bytes.getLong() ^ number(veil, marked);
    return marked == number(mark, position) ? OptionalLong.of(position) : OptionalLong.empty();
  }

  private long number(String what, long value) {
    return HexFormat.fromHexDigitsToLong(seal.of(what, Long.toString(value)), 0, 16);
  }
}
