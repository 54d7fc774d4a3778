package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.math.BigDecimal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bounds of every JSON document that is taken in. What is stored is read again by others,
 * inside documents of theirs: the event store, the routes, a worker, PostgreSQL, clients in any
 * language. Each has limits of its own, the smallest of them 500 levels; a document that only some
 * can read would stop the others for ever. So there is one bound, far below all of them.
 */
public final class JsonBounds {
  /** Levels of objects and lists, one in the other. */
  public static final int MAX_DEPTH = 100;

  /**
   * Digits of a number written out without an exponent, as jsonb does: readers take a thousand
   * characters.
   */
  public static final int MAX_DIGITS = 990;

  /** The body that lists documents, and its list. */
  public static final int LEVELS_OF_A_LIST = 2;

  private JsonBounds() {}

  /**
   * Checks a document. One that is no JSON passes: whoever reads it says so.
   *
   * @throws ProblemException 400
   */
  public static void check(byte[] document, JsonMapper mapper) {
    check(document, mapper, MAX_DEPTH);
  }

  /** The same of a body that lists such documents. */
  static void checkList(byte[] documents, JsonMapper mapper) {
    check(documents, mapper, MAX_DEPTH + LEVELS_OF_A_LIST);
  }

  private static void check(byte[] document, JsonMapper mapper, int most) {
    if (!isSuspect(document)) {
      return;
    }
    try (var parser = mapper.createParser(document)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (parser.streamReadContext().getNestingDepth() > most) {
          throw tooDeep(most);
        }
        if (token.isNumeric()) {
          checkNumber(parser.getString());
        }
      }
    } catch (JacksonException e) {
      // Told by the reader proper, which knows what it expected.
    }
  }

  private static void checkNumber(String text) {
    try {
      if (isWithinDigits(new BigDecimal(text))) {
        return;
      }
    } catch (NumberFormatException e) {
      // An exponent beyond all bounds.
    }
    throw ProblemException.invalid(
        "A number in the JSON has more than %d digits when it is written out."
            .formatted(MAX_DIGITS));
  }

  /** Whether a number has at most {@value #MAX_DIGITS} digits when it is written out. */
  public static boolean isWithinDigits(BigDecimal number) {
    long scale = number.scale();
    long before = Math.max(number.precision() - scale, 1);
    return before + Math.max(scale, 0) <= MAX_DIGITS;
  }

  private static ProblemException tooDeep(int most) {
    return ProblemException.invalid(
        "The JSON is nested too deeply: more than %d levels.".formatted(most));
  }

  /**
   * Whether a document may be beyond the bounds: it nests deeply, or has an exponent or a long
   * number, or is not in UTF-8, which only a parser can tell. Most are none of these, and cost one
   * look at their bytes.
   */
  private static boolean isSuspect(byte[] document) {
    var depth = 0;
    var digits = 0;
    var inText = false;
    for (var i = 0; i < document.length; i++) {
      byte b = document[i];
      digits = isDigit(b) || b == '.' ? digits + 1 : 0;
      if (b == 0 || (digits > MAX_DIGITS && !inText)) {
        return true;
      } else if (inText) {
        if (b == '\\') {
          i++;
        } else {
          inText = b != '"';
        }
      } else if (b == '"') {
        inText = true;
      } else if (b == '{' || b == '[') {
        if (++depth > MAX_DEPTH) {
          return true;
        }
      } else if (b == '}' || b == ']') {
        depth--;
      } else if ((b == 'e' || b == 'E') && i > 0 && isDigit(document[i - 1])) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
