package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Keys that agents make up: 1 to {@link #MAX_BYTES} bytes of UTF-8 without control characters. */
public final class PathKey {
  /** The longest key, in bytes of UTF-8. */
  public static final int MAX_BYTES = 512;

  /**
   * What stands for a key that is none: the check refuses it, after the caller's right is known.
   */
  private static final String NO_KEY = "%01";

  private PathKey() {}

  /**
   * Checks a key.
   *
   * @throws ProblemException 400 naming the field
   */
  public static String checked(String field, String key) {
    if (key.isEmpty()
        || key.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
        || key.chars().anyMatch(Character::isISOControl)) {
      throw ProblemException.invalidField(
          field, "must be 1 to " + MAX_BYTES + " bytes of UTF-8 without control characters");
    }
    return key;
  }

  /** One path segment that spells a raw end of a path, all but unreserved characters encoded. */
  static String encoded(String raw) {
    var key = decoded(raw);
    if (key == null || key.chars().anyMatch(Character::isISOControl)) {
      return NO_KEY;
    }
    // A segment of dots alone would mean a way up.
    var plain = key.chars().allMatch(c -> c == '.') ? "" : "-_.~";
    var segment = new StringBuilder();
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      if (plain.indexOf(b) >= 0 || b > 0 && Character.isLetterOrDigit(b)) {
        segment.append((char) b);
      } else {
        segment.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
      }
    }
    return segment.toString();
  }

  /** Null for what is not percent-encoded UTF-8. */
  private static @Nullable String decoded(String raw) {
    var bytes = new ByteArrayOutputStream(raw.length());
    for (var i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
      if (low < 0) {
        return null;
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return StrictUtf8.decode(bytes.toByteArray()).orElse(null);
  }
}
