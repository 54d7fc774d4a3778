package com.geniinow.runtime.platform.setting;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/** Refuses a setting in one sentence: the variable, its value, what is allowed. */
public final class Bounds {
  private Bounds() {}

  /**
   * @throws WrongSettingException when the value isn't from {@code least} to {@code most}
   */
  public static void whole(String variable, long value, long least, long most) {
    if (value < least || value > most) {
      throw new WrongSettingException(
          "%s must be a whole number from %d to %d, not %d"
              .formatted(variable, least, most, value));
    }
  }

  /**
   * @throws WrongSettingException when the value isn't from {@code least} to {@code most}
   */
  public static void number(String variable, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new WrongSettingException(
          "%s must be a number from %s to %s, not %s".formatted(variable, least, most, value));
    }
  }

  /**
   * @throws WrongSettingException when the value isn't from {@code least} to {@code most}
   */
  public static void duration(String variable, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new WrongSettingException(
          "%s must be from %s to %s, not %s"
              .formatted(variable, spoken(least), spoken(most), spoken(value)));
    }
  }

  /**
   * A typing error must not switch something on or off.
   *
   * @throws WrongSettingException when it is neither true nor false
   */
  public static boolean flag(String variable, String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new WrongSettingException(
              "%s is '%s' and must be true or false".formatted(variable, value));
    };
  }

  /**
   * The value is not quoted: an address may hold a password.
   *
   * @throws WrongSettingException when it is no absolute http or https address
   */
  public static void webAddress(String variable, String value) {
    if (!isWebAddress(value)) {
      throw new WrongSettingException(variable + " must be an http or https address");
    }
  }

  private static boolean isWebAddress(String value) {
    try {
      var uri = URI.create(value.strip());
      return uri.getScheme() != null
          && uri.getScheme().matches("(?i)https?")
          && uri.getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String spoken(Duration value) {
    return value.toMillis() % 1_000 == 0 ? value.toSeconds() + "s" : value.toMillis() + "ms";
  }
}
