package com.geniinow.runtime.platform.sealing;

import static com.geniinow.runtime.platform.sealing.Algorithms.NONCE;
import static com.geniinow.runtime.platform.sealing.Algorithms.TAG;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/**
 * A text under a key: AES-256-GCM over a salt and the text. What it is bound to is authenticated
 * with it, so that it opens nowhere else. The salt is drawn at random and kept inside: whoever can
 * open the box can show that a commitment is the text's, and nobody else can guess at it.
 */
final class SealedBox {
  private static final int SALT = 32; // bytes
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

  private final byte[] salt;
  private final String text;

  private SealedBox(byte[] salt, String text) {
    this.salt = salt;
    this.text = text;
  }

  /**
   * A text, sealed with a salt of its own.
   *
   * @param commitment what can be said of the text in the clear
   * @param closed the closed box, in base64url
   */
  record Closed(String commitment, String closed) {}

  /**
   * Seals a text.
   *
   * @param canonical the text's RFC 8785 form
   * @param boundTo what must be named again to open it
   */
  static Closed seal(String text, String canonical, SecretKey key, String boundTo) {
    var random = new byte[SALT + NONCE]; // drawn at once: two draws cost twice as much
    RANDOM.nextBytes(random);
    var box = new SealedBox(Arrays.copyOf(random, SALT), text);
    var nonce = Arrays.copyOfRange(random, SALT, random.length);
    return new Closed(box.commitment(canonical), box.close(key, nonce, boundTo));
  }

  /** What was sealed. */
  String text() {
    return text;
  }

  /** What can be said of the text in the clear: an HMAC-SHA-256 under the salt, in base64url. */
  private String commitment(String canonical) {
    var of = canonical.getBytes(StandardCharsets.UTF_8);
    return TO_TEXT.encodeToString(Algorithms.hmac(salt, of));
  }

  /** Whether something is what {@link #commitment} says. */
  boolean matches(String commitment, String canonical) {
    return MessageDigest.isEqual(
        commitment.getBytes(StandardCharsets.UTF_8),
        commitment(canonical).getBytes(StandardCharsets.UTF_8));
  }

  private String close(SecretKey key, byte[] nonce, String boundTo) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var plain = Arrays.copyOf(salt, SALT + bytes.length);
    System.arraycopy(bytes, 0, plain, SALT, bytes.length);
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, boundTo);
      var closed = Arrays.copyOf(nonce, NONCE + cipher.getOutputSize(plain.length));
      cipher.doFinal(plain, 0, plain.length, closed, NONCE);
      return TO_TEXT.encodeToString(closed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no key for AES-GCM", e);
    }
  }

  /**
   * What is in a closed box.
   *
   * @throws BrokenSealException when it was changed, is bound to something else, or has another key
   */
  static SealedBox open(String closed, SecretKey key, String boundTo) {
    try {
      var bytes = Base64.getUrlDecoder().decode(closed);
      if (bytes.length < NONCE + SALT + TAG) {
        throw new BrokenSealException("no sealed text", null);
      }
      var cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(bytes, NONCE), boundTo);
      var plain = cipher.doFinal(bytes, NONCE, bytes.length - NONCE);
      var text = new String(plain, SALT, plain.length - SALT, StandardCharsets.UTF_8);
      return new SealedBox(Arrays.copyOf(plain, SALT), text);
    } catch (AEADBadTagException | IllegalArgumentException e) {
      throw new BrokenSealException("its seal is broken", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no key for AES-GCM", e);
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String boundTo)
      throws GeneralSecurityException {
    return Algorithms.cipher(mode, key, nonce, boundTo.getBytes(StandardCharsets.UTF_8));
  }
}
