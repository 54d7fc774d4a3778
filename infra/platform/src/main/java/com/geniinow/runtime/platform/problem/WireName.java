package com.geniinow.runtime.platform.problem;

/** Turns a Java path such as {@code quota.monthlyTokenLimit} into the name on the wire. */
final class WireName {

  private WireName() {}

  static String of(String javaPath) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < javaPath.length(); i++) {
      char c = javaPath.charAt(i);
      if (Character.isUpperCase(c)) {
        if (i > 0 && Character.isLetterOrDigit(javaPath.charAt(i - 1))) {
          name.append('_');
        }
        name.append(Character.toLowerCase(c));
      } else {
        name.append(c);
      }
    }
    return name.toString();
  }
}
