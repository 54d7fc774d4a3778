package com.geniinow.runtime.platform.sealing;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM and HMAC-SHA-256, of the provider that was found once: to look through all of them
 * costs as much again as to seal a short text.
 */
final class Algorithms {
  /** Bytes of what each box begins with. */
  static final int NONCE = 12;

  /** Bytes of what each box ends with. */
  static final int TAG = 16;

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String MAC = "HmacSHA256";
  private static final Provider CIPHERS;
  private static final Provider MACS;

  static {
    try {
      CIPHERS = Cipher.getInstance(CIPHER).getProvider();
      MACS = Mac.getInstance(MAC).getProvider();
    } catch (GeneralSecurityException e) {
      throw new ExceptionInInitializerError(e); // every JDK has both
    }
  }

  private Algorithms() {}

  /**
   * To encrypt or to decrypt.
   *
   * @param mode one of the constants of {@link Cipher}
   * @param context is authenticated with the text
   */
  static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] context)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance(CIPHER, CIPHERS);
    cipher.init(mode, key, new GCMParameterSpec(Byte.SIZE * TAG, nonce));
    cipher.updateAAD(context);
    return cipher;
  }

  /** An HMAC under these bytes. */
  static byte[] hmac(byte[] key, byte[] of) {
    try {
      var mac = Mac.getInstance(MAC, MACS);
      mac.init(new SecretKeySpec(key, MAC));
      return mac.doFinal(of);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC with SHA-256", e);
    }
  }
}
