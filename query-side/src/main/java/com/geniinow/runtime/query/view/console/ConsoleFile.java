package com.geniinow.runtime.query.view.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file as it is sent.
 *
 * @param type its media type
 * @param plain its bytes
 * @param packed the same by gzip; larger only for the smallest
 * @param tag what becomes its entity tags
 */
record ConsoleFile(String type, byte[] plain, byte[] packed, String tag) {
  private static final int TAG_BYTES = 12;

  static ConsoleFile of(String type, byte[] bytes) {
    return new ConsoleFile(type, bytes, packed(bytes), tag(bytes));
  }

  /** Whether to send it packed to who takes that. */
  boolean isSmallerPacked() {
    return packed.length < plain.length;
  }

  /** The entity tag of one of its two forms. */
  String entityTag(boolean isPacked) {
    return isPacked ? "\"" + tag + "-gz\"" : "\"" + tag + "\"";
  }

  private static byte[] packed(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new SmallGzip(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
    return packed.toByteArray();
  }

  private static String tag(byte[] bytes) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, TAG_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Packs as well as it can: each file is packed once. */
  private static final class SmallGzip extends GZIPOutputStream {
    SmallGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
