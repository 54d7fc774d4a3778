package com.geniinow.runtime.platform.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The secret of a key: {@code gk_} and 256 random bits. So many can't be guessed, and a plain hash
 * of them can't be turned round.
 */
public final class KeySecret {
  static final String PREFIX = "gk_";

  private static final int BYTES = 32;

  /** Characters that are shown, with those that all have: the others can't be guessed either. */
  private static final int SHOWN = 9;

  private static final Pattern FORM = Pattern.compile("gk_[A-Za-z0-9_-]{43}");

  private KeySecret() {}

  /** A new one. */
  public static String random(SecureRandom chance) {
    var bytes = new byte[BYTES];
    chance.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether a text can be one. */
  static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /** By what its owner knows it among others: its first characters. */
  public static String prefix(String secret) {
    return secret.substring(0, SHOWN);
  }

  /** What is kept of it: SHA-256 in hexadecimal digits. */
  public static String hash(String secret) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
