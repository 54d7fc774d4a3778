package com.geniinow.runtime.command.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How a text's bytes are to be read, where they say so themselves. */
final class Charsets {
  private Charsets() {}

  /**
   * The charset of a text, or null where its head doesn't show it: a byte order mark does, and so
   * do bytes that are UTF-8, if there are others than ASCII's or if they are the whole text.
   *
   * @param head the text's first bytes
   * @param headBytes as many as the head has at most; one that is shorter is the whole text
   */
  static @Nullable String of(byte[] head, int headBytes) {
    if (begins(head, 0xFE, 0xFF) || begins(head, 0xFF, 0xFE)) {
      return "UTF-16";
    }
    var whole = head.length < headBytes;
    return isUtf8(head, whole) && (whole || !isAscii(head)) ? "UTF-8" : null;
  }

  private static boolean begins(byte[] head, int first, int second) {
    return head.length >= 2 && (head[0] & 0xFF) == first && (head[1] & 0xFF) == second;
  }

  /** A character that the head's end cuts is none that is wrong, unless the text ends there. */
  private static boolean isUtf8(byte[] head, boolean whole) {
    var result =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(head), CharBuffer.allocate(head.length), whole);
    return !result.isError();
  }

  private static boolean isAscii(byte[] head) {
    for (byte b : head) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }
}
