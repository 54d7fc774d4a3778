package com.geniinow.runtime.command.file;

import com.geniinow.runtime.platform.storage.ObjectType;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.tika.Tika;

/** What a file is and how it is served: by its first bytes, whatever its uploader says. */
final class FileTypes {
  /** So many bytes tell what a file is. */
  static final int HEAD_BYTES = 16 << 10;

  private static final int LONGEST_SAVED_NAME = 150;
  private static final Pattern NOT_IN_A_NAME = Pattern.compile("[\\p{Cntrl}/\\\\:]");
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  private static final Tika TIKA = new Tika();

  private FileTypes() {}

  /** The content type that the head of a file has; among those of one form the name decides. */
  static String sniff(byte[] head, String name) {
    return TIKA.detect(head, name);
  }

  /**
   * Served to be saved, never to be shown: a page among the files must not run where the store is.
   */
  static ObjectType served(String contentType, byte[] head, String name) {
    var charset = contentType.startsWith("text/") ? Charsets.of(head, HEAD_BYTES) : null;
    return new ObjectType(
        charset == null ? contentType : contentType + ";charset=" + charset,
        "attachment; filename*=UTF-8''" + encoded(saved(name)));
  }

  private static String saved(String name) {
    var safe = NOT_IN_A_NAME.matcher(name).replaceAll("_");
    var end =
        safe.offsetByCodePoints(
            0, Math.min(LONGEST_SAVED_NAME, safe.codePointCount(0, safe.length())));
    return safe.substring(0, end);
  }

  /** As RFC 8187 has it. */
  private static String encoded(String text) {
    var encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (UNRESERVED.indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append(String.format("%%%02X", b));
      }
    }
    return encoded.toString();
  }
}
