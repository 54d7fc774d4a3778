package com.geniinow.runtime.platform.model;

import java.util.regex.Pattern;

/** What a model's name says. */
public final class ModelNames {
  /** What a dated variant's name ends with, OpenAI's or Anthropic's; PostgreSQL reads it alike. */
  public static final String DATE = "-\\d{4}-\\d{2}-\\d{2}$|-20\\d{6}$";

  private static final Pattern DATED = Pattern.compile(DATE);

  private ModelNames() {}

  /** Without a date, and without what a fine-tuned one has around it. */
  static String family(String model) {
    var plain = model;
    if (plain.startsWith("ft:")) {
      var end = plain.indexOf(':', 3);
      plain = plain.substring(3, end < 0 ? plain.length() : end);
    }
    return undated(plain);
  }

  /**
   * Without a date; a fine-tuned one stays what it is, since it doesn't cost what its base does.
   */
  public static String undated(String model) {
    return DATED.matcher(model).replaceFirst("");
  }
}
