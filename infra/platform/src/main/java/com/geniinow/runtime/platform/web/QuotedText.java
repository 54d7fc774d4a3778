package com.geniinow.runtime.platform.web;

/**
 * Text from outside, made fit to be quoted in an error: what a provider or a receiver answered may
 * hold anything, and a report that repeats it must not be refused for that.
 */
public final class QuotedText {
  private QuotedText() {}

  /**
   * The text without U+0000 and other control characters, half surrogate pairs and marks that turn
   * the direction of writing, each replaced by a space; line breaks and tabs stay.
   *
   * @param longest characters of the answer at most; what is cut is marked by an ellipsis
   */
  public static String clean(String text, int longest) {
    var kept = new StringBuilder(Math.min(text.length(), longest));
    for (var i = 0; i < text.length() && kept.length() <= longest; ) {
      var point = text.codePointAt(i);
      i += Character.charCount(point);
      kept.appendCodePoint(isQuotable(point) ? point : ' ');
    }
    if (kept.length() <= longest) {
      return kept.toString();
    }
    int end = longest - 1;
    return kept.substring(0, Character.isHighSurrogate(kept.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  private static boolean isQuotable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> point == '\n' || point == '\r' || point == '\t';
      case Character.SURROGATE -> false;
      case Character.FORMAT ->
          !((point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069));
      default -> true;
    };
  }
}
