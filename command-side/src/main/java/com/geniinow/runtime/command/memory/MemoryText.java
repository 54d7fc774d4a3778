package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.platform.problem.ProblemException;

/** Texts that are remembered, or asked for. */
final class MemoryText {
  /** The longest, in bytes of UTF-8. */
  static final int MAX_BYTES = 32 * 1024;

  private MemoryText() {}

  /**
   * Checks a text.
   *
   * @param field its name on the wire
   * @throws ProblemException 400 for what is none, 413 for one that is too long
   */
  static String checked(String field, String text) {
    if (Utf8.bytes(field, text) > MAX_BYTES) {
      throw ProblemException.payloadTooLarge(MAX_BYTES);
    }
    if (text.indexOf('\0') >= 0) {
      throw ProblemException.invalidField(field, "must not contain the character U+0000");
    }
    return text;
  }
}
