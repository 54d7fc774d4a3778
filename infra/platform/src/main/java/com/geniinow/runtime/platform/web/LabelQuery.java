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
   * Checks a label: its name and its value are plain lines, and the value may be empty.
   *
   * @param where it stands, as a prefix of its name
   * @throws ProblemException 400
   */
  public static void check(String where, String name, String value) {
    if (name.isEmpty() || name.length() > LONGEST_NAME || !PlainLine.Rule.holds(name)) {
      throw ProblemException.invalidField(
          shown(where, name),
          "a label's name must have 1 to %d characters and %s"
              .formatted(LONGEST_NAME, PlainLine.MESSAGE));
    }
    if (value.length() > LONGEST_VALUE || !PlainLine.Rule.holds(value)) {
      throw ProblemException.invalidField(
          shown(where, name),
          "a label's value may be empty, else it must have at most %d characters and %s"
              .formatted(LONGEST_VALUE, PlainLine.MESSAGE));
    }
  }

  /** A label's place in a request, as a problem may name it. */
  public static String shown(String where, String name) {
    return where + QuotedText.clean(name, 100);
  }
}
