package com.geniinow.runtime.platform.web;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * UTF-8 to the letter. Lenient readers, Jackson's among them, make other text of what is none: of
 * C0 80 U+0000, of ED A0 80 half a character, of F4 90 80 80 a question mark.
 */
public final class StrictUtf8 {
  private static final int CHUNK = 8192;

  private StrictUtf8() {}

  /** Whether bytes are UTF-8. */
  public static boolean holds(byte[] bytes) {
    var decoder = StandardCharsets.UTF_8.newDecoder();
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(Math.min(bytes.length, CHUNK) + 1);
    var result = decoder.decode(in, out, true);
    while (result.isOverflow()) {
      out.clear();
      result = decoder.decode(in, out, true);
    }
    return !result.isError();
  }

  /** The text that bytes are, or nothing where they are none. */
  public static Optional<String> decode(byte[] bytes) {
    return holds(bytes) ? Optional.of(new String(bytes, StandardCharsets.UTF_8)) : Optional.empty();
  }
}
