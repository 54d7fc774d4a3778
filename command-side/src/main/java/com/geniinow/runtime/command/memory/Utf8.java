package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Texts that can be stored as they are: JSON may hold half a character ({@code "\\ud800"}), which
 * UTF-8 can't.
 */
final class Utf8 {
  private Utf8() {}

  /**
   * How long a text is, in bytes.
   *
   * @throws ProblemException 400 naming the field for what is no text
   */
  static int bytes(String field, String text) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
    } catch (CharacterCodingException e) {
      throw ProblemException.invalidField(field, "holds a half of a surrogate pair");
    }
  }
}
