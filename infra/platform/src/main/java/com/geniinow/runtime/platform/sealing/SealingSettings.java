package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.setting.Bounds;
import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What agents' keys are wrapped under. Bound from {@code genii.sealing.*}; none of the keys is in
 * the text of this object.
 *
 * @param masterKey {@code GENII_MASTER_KEY}: 32 bytes in base64, or empty
 * @param masterKmsKey {@code GENII_MASTER_KMS_KEY}: the name of a key of Cloud KMS instead, or
 *     empty
 * @param masterKeysOld {@code GENII_MASTER_KEYS_OLD}: others that keys may still be wrapped under,
 *     of either kind, with commas between them
 * @param kmsUrl {@code GENII_KMS_URL}: where Cloud KMS answers; without TLS it is sent no token
 * @param credentials a service account's file, or empty for what the machine runs as
 */
@ConfigurationProperties("genii.sealing")
public record SealingSettings(
    @DefaultValue("") String masterKey,
    @DefaultValue("") String masterKmsKey,
    @DefaultValue("") String masterKeysOld,
    @DefaultValue(SealingSettings.GOOGLE) String kmsUrl,
    @DefaultValue("") String credentials) {
  static final String GOOGLE = "https://cloudkms.googleapis.com";
  private static final String KMS_KEY =
      "projects/[^/:\\s]+/locations/[^/:\\s]+/keyRings/[^/:\\s]+/cryptoKeys/[^/:\\s]+";

  public SealingSettings {
    masterKey = masterKey.strip();
    masterKmsKey = masterKmsKey.strip();
    kmsUrl = kmsUrl.isBlank() ? GOOGLE : kmsUrl.strip().replaceFirst("/+$", "");
    if (!masterKey.isEmpty() && !masterKmsKey.isEmpty()) {
      throw new WrongSettingException(
          "GENII_MASTER_KEY and GENII_MASTER_KMS_KEY are both set: it must be one of them; the"
              + " other may stand in GENII_MASTER_KEYS_OLD");
    }
    if (!masterKmsKey.isEmpty() && !isOfKms(masterKmsKey)) {
      throw new WrongSettingException(
          "GENII_MASTER_KMS_KEY must be"
              + " projects/P/locations/L/keyRings/R/cryptoKeys/K, without a version");
    }
    Bounds.webAddress("GENII_KMS_URL", kmsUrl);
  }

  /** The former keys, as they are written. */
  List<String> old() {
    return Arrays.stream(masterKeysOld.split(","))
        .map(String::strip)
        .filter(key -> !key.isEmpty())
        .toList();
  }

  /** Whether that is the name of a key, and not a key. */
  static boolean isOfKms(String key) {
    return key.matches(KMS_KEY);
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "SealingSettings";
  }
}
