package com.geniinow.runtime.platform.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Marks what the services keep in the database in order to start from it, so that a row that
 * somebody else put there, with whatever rights, is not believed. The key comes from the password
 * of {@code genii_command}: who has that may act for any agent anyway, and PostgreSQL itself does
 * not know it. After it has changed no earlier mark holds, and what was marked is made anew.
 */
public final class Seal {
  private static final byte[] SALT = "genii: derived state".getBytes(StandardCharsets.UTF_8);

  /** Guessing the password from a mark costs more than from what PostgreSQL keeps (4,096). */
  private static final int ITERATIONS = 100_000;

  private final Supplier<String> password;
  private volatile @Nullable SecretKeySpec key;

  /**
   * @param password is asked for when the first mark is needed
   */
  public Seal(Supplier<String> password) {
    this.password = password;
  }

  /** The mark of these texts in this order: hexadecimal digits. */
  public String of(String... parts) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key());
      for (var part : parts) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        mac.update(bytes);
      }
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC with SHA-256", e);
    }
  }

  /** Whether that is the mark of these texts. */
  public boolean matches(@Nullable String mark, String... parts) {
    return mark != null
        && MessageDigest.isEqual(
            mark.getBytes(StandardCharsets.UTF_8), of(parts).getBytes(StandardCharsets.UTF_8));
  }

  private SecretKeySpec key() throws GeneralSecurityException {
    var known = key;
    if (known == null) {
      synchronized (this) {
        known = key == null ? derived() : key;
        key = known;
      }
    }
    return known;
  }

  private SecretKeySpec derived() throws GeneralSecurityException {
    var slow = new PBEKeySpec(password.get().toCharArray(), SALT, ITERATIONS, 256);
    try {
      var secret = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(slow);
      return new SecretKeySpec(secret.getEncoded(), "HmacSHA256");
    } finally {
      slow.clearPassword();
    }
  }
}
