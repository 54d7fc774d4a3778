package com.geniinow.runtime.platform.sealing;

import static com.geniinow.runtime.platform.sealing.Algorithms.NONCE;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A key inside another: AES-256-GCM, 12 random bytes in front of what it makes. */
final class KeyBox {
  static final int KEY_BYTES = 32;

  private static final String ALGORITHM = "AES";
  private static final byte[] FINGERPRINT =
      "genii fingerprint of a key".getBytes(StandardCharsets.UTF_8);
  private static final int FINGERPRINT_BYTES = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  private KeyBox() {}

  /** A new key. */
  static SecretKey fresh() {
    return key(random(KEY_BYTES));
  }

  /** The key of these bytes. */
  static SecretKey key(byte[] bytes) {
    return new SecretKeySpec(bytes, ALGORITHM);
  }

  static byte[] close(SecretKey outer, byte[] inner, String context) {
    try {
      var nonce = random(NONCE);
      var closed = cipher(Cipher.ENCRYPT_MODE, outer, nonce, context).doFinal(inner);
      return ByteBuffer.allocate(nonce.length + closed.length).put(nonce).put(closed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /**
   * What was put in.
   *
   * @throws GeneralSecurityException when another key closed it, for another context, or it was
   *     changed
   */
  static byte[] open(SecretKey outer, byte[] box, String context) throws GeneralSecurityException {
    if (box.length < NONCE) {
      throw new GeneralSecurityException("too short");
    }
    var nonce = Arrays.copyOf(box, NONCE);
    return cipher(Cipher.DECRYPT_MODE, outer, nonce, context)
        .doFinal(box, NONCE, box.length - NONCE);
  }

  /**
   * What a key is named by, however it is wrapped: 16 hexadecimal digits of an HMAC under it, which
   * tell nothing of it. Whoever has the key can make them again.
   */
  static String fingerprint(SecretKey key) {
    var mac = Algorithms.hmac(key.getEncoded(), FINGERPRINT);
    return HexFormat.of().formatHex(mac, 0, FINGERPRINT_BYTES);
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String context)
      throws GeneralSecurityException {
    return Algorithms.cipher(mode, key, nonce, context.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
