package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKey;

/** A master key that the environment holds. */
final class ConfiguredMasterKey implements MasterKey {
  private static final int FINGERPRINT_BYTES = 8;

  private final SecretKey key;
  private final String id;

  private ConfiguredMasterKey(byte[] key) {
    this.key = KeyBox.key(key);
    this.id = fingerprint(key);
  }

  /**
   * The key that a setting holds.
   *
   * @param base64 32 bytes, as {@code openssl rand -base64 32} prints them
   * @throws WrongSettingException when it holds none; the sentence doesn't show it
   */
  static ConfiguredMasterKey of(String setting, String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      throw wrong(setting);
    }
    if (bytes.length != KeyBox.KEY_BYTES) {
      throw wrong(setting);
    }
    return new ConfiguredMasterKey(bytes);
  }

  private static WrongSettingException wrong(String setting) {
    return new WrongSettingException(
        setting + " must be 32 bytes in base64, as openssl rand -base64 32 prints them");
  }

  /** The first 16 hexadecimal digits of its SHA-256. */
  static String fingerprint(byte[] bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public byte[] wrap(byte[] inner, String context) {
    return KeyBox.close(key, inner, context);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String context) {
    try {
      return KeyBox.open(key, wrapped, context);
    } catch (GeneralSecurityException e) {
      // Its words say nothing that helps; the bytes stay out of the log.
      throw new BrokenSealException(
          "what is stored as a key (%s) was not wrapped under the master key %s"
              .formatted(context, id),
          null);
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "master key " + id;
  }
}
