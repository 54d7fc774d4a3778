package com.geniinow.runtime.platform.storage;

import com.geniinow.runtime.platform.setting.Bounds;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where objects are kept. Bound from {@code genii.storage.*}.
 *
 * @param bucket the bucket's name; it must exist, but in an emulator it is made
 * @param emulatorHost {@code [http://]host:port} of a server of the same API, or empty for Google's
 * @param publicUrl where outsiders reach that server, {@code http://host:port}: signed URLs begin
 *     so; empty where they reach it by the same name
 * @param credentials a service account's file, or empty for what the machine runs as
 */
@ConfigurationProperties("genii.storage")
public record StorageSettings(
    @DefaultValue("") String bucket,
    @DefaultValue("") String emulatorHost,
    @DefaultValue("") String publicUrl,
    @DefaultValue("") String credentials) {
  public StorageSettings {
    if (bucket.isBlank()) {
      throw new IllegalArgumentException(
          "GCS_BUCKET is not set (genii.storage.bucket): files need a bucket of Google Cloud"
              + " Storage, or of the server that STORAGE_EMULATOR_HOST names");
    }
    if (!emulatorHost.isBlank()) {
      emulatorHost = emulatorHost.contains("://") ? emulatorHost : "http://" + emulatorHost;
      emulatorHost = emulatorHost.strip().replaceFirst("/+$", "");
      Bounds.webAddress("STORAGE_EMULATOR_HOST", emulatorHost);
    }
    if (!publicUrl.isBlank()) {
      Bounds.webAddress("GENII_STORAGE_PUBLIC_URL", publicUrl);
    }
  }

  /** What signed URLs of another server than Google's begin with. */
  String signedHost() {
    return publicUrl.isBlank() ? emulatorHost : publicUrl.replaceFirst("/+$", "");
  }

  /** Whether another server than Google's is meant. */
  boolean isEmulated() {
    return !emulatorHost.isBlank();
  }
}
