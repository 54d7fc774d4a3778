package com.geniinow.runtime.command.alert;

/** Text of others inside a Slack message: short, and never read as markup or a mention. */
final class SlackText {
  private static final int LONGEST = 500;

  private SlackText() {}

  static String quote(String text) {
    var cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("`", "'");
  }
}
