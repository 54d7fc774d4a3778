package com.geniinow.runtime.platform.provider;

import java.util.regex.Pattern;

/** Takes keys out of what providers and libraries say. */
public final class KeyMask {
  // Providers repeat a rejected key in their message, in part masked.
  private static final Pattern KEY = Pattern.compile("\\b(sk|pk)-[\\w*.-]+");

  private KeyMask() {}

  /**
   * The text without keys.
   *
   * @param key that the call was made with; empty for none
   */
  public static String clean(String text, String key) {
    var without = key.isEmpty() ? text : text.replace(key, "[key]");
    return KEY.matcher(without).replaceAll("[key]");
  }
}
