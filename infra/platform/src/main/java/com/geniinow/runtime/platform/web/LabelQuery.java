package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labels that a list is filtered by, all of them; a controller method takes it as a parameter, read
 * from {@code ?label.team=sales&label.env=prod}.
 *
 * @param labels values by names; empty for no filter
 */
public record LabelQuery(Map<String, String> labels) {
  /** What the name of such a parameter begins with; the label's own name follows. */
  public static final String PREFIX = "label.";

  /** Labels of one thing at most. */
  public static final int MOST = 16;

  /** Characters of a name at most. */
  public static final int LONGEST_NAME = 64;

  /** Characters of a value at most. */
  public static final int LONGEST_VALUE = 256;

  public LabelQuery {
    labels = Map.copyOf(new TreeMap<>(labels));
  }

  /**
   * Checks a label.
   *
   * @param where it stands, as a prefix of its name
   * @throws ProblemException 400
   */
  public static void check(String where, String name, String value) {
    if (name.isEmpty() || name.length() > LONGEST_NAME || !isPlain(name)) {
      throw ProblemException.invalidField(
          shown(where, name),
          "a label's name must have 1 to %d characters, none of them a control character"
              .formatted(LONGEST_NAME));
    }
    if (value.length() > LONGEST_VALUE || !isPlain(value)) {
      throw ProblemException.invalidField(
          shown(where, name),
          "a label's value must have at most %d characters, none of them a control character"
              .formatted(LONGEST_VALUE));
    }
  }

  /** A label's place in a request, as a problem may name it. */
  public static String shown(String where, String name) {
    return where + QuotedText.clean(name, 100);
  }

  private static boolean isPlain(String text) {
    return StorableText.firstUnstorable(text) < 0
        && text.codePoints().noneMatch(Character::isISOControl);
  }
}
