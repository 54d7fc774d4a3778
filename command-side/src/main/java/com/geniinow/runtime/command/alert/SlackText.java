package com.geniinow.runtime.command.alert;

import java.util.UUID;

/** Text of others inside a Slack message: short, and never read as markup or a mention. */
final class SlackText {
  private static final int LONGEST = 500;

  private SlackText() {}

  /** An id, to be copied. */
  static String id(UUID id) {
    return "`%s`".formatted(id);
  }

  static String quote(String text) {
    var cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("`", "'");
  }
}
