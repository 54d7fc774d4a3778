package com.geniinow.runtime.platform.model;

import java.util.regex.Pattern;

/** What a model's name says. */
final class ModelNames {
  private static final Pattern DATE = Pattern.compile("-\\d{4}-\\d{2}-\\d{2}$");
  private static final Pattern OPENAI = Pattern.compile("(gpt-|chatgpt-|o\\d|computer-use-).*");

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

  /** Whether it makes vectors of texts, and answers nothing. */
  static boolean isForEmbeddings(String model) {
    return family(model).startsWith("text-embedding-");
  }

  /** Whether OpenAI's tokenizers count for it. */
  static boolean isOpenAi(String model) {
    return OPENAI.matcher(family(model)).matches();
  }
}
