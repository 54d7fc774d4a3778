package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Refuses text that JSON can write and nothing behind can keep: U+0000, which PostgreSQL's text
 * can't hold, and unpaired surrogates, which no UTF-8 can.
 */
public final class StorableText {
  private StorableText() {}

  /**
   * Checks all names and texts of a document. One that is no JSON passes: whoever reads it says so.
   *
   * @throws ProblemException 400
   */
  public static void check(byte[] document, JsonMapper mapper) {
    if (!isSuspect(document)) {
      return;
    }
    try (var parser = mapper.createParser(document)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME) {
          check(parser.getString());
        }
      }
    } catch (JacksonException e) {
      // Told by the reader proper, which knows what it expected.
    }
  }

  /**
   * Checks one text.
   *
   * @throws ProblemException 400
   */
  public static void check(CharSequence text) {
    if (firstUnstorable(text) >= 0) {
      throw ProblemException.invalid("Text must not hold U+0000 or unpaired surrogates.");
    }
  }

  /** Where the first character stands that can't be kept; -1 where all can. */
  public static int firstUnstorable(CharSequence text) {
    for (var i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether a document may hold such text at all: only by an escape, by bytes that begin a
   * surrogate, or in UTF-16 or UTF-32, which have zero bytes in every document. Most have none.
   */
  private static boolean isSuspect(byte[] document) {
    for (var i = 0; i < document.length; i++) {
      byte b = document[i];
      if (b == 0
          || b == (byte) 0xED
          || (b == '\\' && i + 1 < document.length && document[i + 1] == 'u')) {
        return true;
      }
    }
    return false;
  }
}
