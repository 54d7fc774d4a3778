package com.geniinow.runtime.platform.model;

import java.util.regex.Pattern;

/** What a model's name says. */
final class ModelNames {
  /** OpenAI's, and Anthropic's. */
  private static final Pattern DATE = Pattern.compile("-\\d{4}-\\d{2}-\\d{2}$|-20\\d{6}$");

  private ModelNames() {}

  /** Without a date, and without what a fine-tuned one has around it. */
  static String family(String model) {
    var plain = model;
    if (plain.startsWith("ft:")) {
      var end = plain.indexOf(':', 3);
      plain = plain.substring(3, end < 0 ? plain.length() : end);
    }
    return DATE.matcher(plain).replaceFirst("");
  }
}
