package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The master key that new keys are wrapped under, and those that keys may still be wrapped under.
 */
public final class MasterKeys {
  private static final String OLD = "GENII_MASTER_KEYS_OLD";

  private final @Nullable MasterKey present;
  private final Map<String, MasterKey> known = new LinkedHashMap<>();

  MasterKeys(@Nullable MasterKey present, Iterable<? extends MasterKey> old) {
    this.present = present;
    if (present != null) {
      known.put(present.id(), present);
    }
    old.forEach(key -> known.putIfAbsent(key.id(), key));
  }

  /**
   * Those that are configured.
   *
   * @throws WrongSettingException when one can't be; it is not shown
   */
  public static MasterKeys of(SealingSettings settings) {
    return new MasterKeys(
        present(settings),
        settings.old().stream()
            .map(
                key ->
                    SealingSettings.isOfKms(key)
                        ? ofKms(settings, key)
                        : ConfiguredMasterKey.of(OLD, key))
            .toList());
  }

  private static @Nullable MasterKey present(SealingSettings settings) {
    if (!settings.masterKmsKey().isEmpty()) {
      return ofKms(settings, settings.masterKmsKey());
    }
    return settings.masterKey().isEmpty()
        ? null
        : ConfiguredMasterKey.of("GENII_MASTER_KEY", settings.masterKey());
  }

  /** A token is not for a wire that anybody can read. */
  private static MasterKey ofKms(SealingSettings settings, String name) {
    return new KmsMasterKey(
        name,
        settings.kmsUrl(),
        settings.kmsUrl().startsWith("https:")
            ? GoogleTokens.of(settings.credentials(), settings.kmsUrl())
            : () -> "");
  }

  /** The one that new keys are wrapped under; empty where none is configured. */
  Optional<MasterKey> present() {
    return Optional.ofNullable(present);
  }

  /** Whether any of them is somebody else's service ({@link MasterKey#isFar}). */
  boolean areFar() {
    return known.values().stream().anyMatch(MasterKey::isFar);
  }

  /** What {@link #named} finds. */
  Set<String> ids() {
    return Set.copyOf(known.keySet());
  }

  /**
   * The one that a stored key was wrapped under.
   *
   * @throws KeysUnavailableException when it is not configured
   */
  MasterKey named(String id) {
    var key = known.get(id);
    if (key == null) {
      throw new KeysUnavailableException(
          "keys are wrapped under the master key %s, which is not configured".formatted(id));
    }
    return key;
  }

  /** Their ids. */
  @Override
  public String toString() {
    return "master keys " + known.keySet();
  }
}
