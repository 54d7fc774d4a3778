package com.geniinow.runtime.platform.storage;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import com.google.api.core.ApiClock;
import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.Credentials;
import com.google.auth.ServiceAccountSigner;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.auth.oauth2.ServiceAccountJwtAccessCredentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/** Makes Google's client, and what signs for it. */
final class GcsClients {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 20_000;

  /** The longest that one call may be tried for. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What storage and IAM's signatures need. */
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  private static final int TRIES = 4;
  private static final int KEY_BITS = 2048;

  private GcsClients() {}

  static Storage client(StorageSettings settings, Credentials credentials, InstantSource time) {
    var options =
        StorageOptions.http()
            .setClock(clock(time))
            .setTransportOptions(
                HttpTransportOptions.newBuilder()
                    .setConnectTimeout(CONNECT_MILLIS)
                    .setReadTimeout(READ_MILLIS)
                    .build())
            .setRetrySettings(
                RetrySettings.newBuilder()
                    .setMaxAttempts(TRIES)
                    .setInitialRetryDelayDuration(Duration.ofMillis(100))
                    .setRetryDelayMultiplier(2)
                    .setMaxRetryDelayDuration(Duration.ofSeconds(2))
                    .setInitialRpcTimeoutDuration(PATIENCE)
                    .setMaxRpcTimeoutDuration(PATIENCE)
                    .setTotalTimeoutDuration(PATIENCE)
                    .build());
    if (settings.isEmulated()) {
      options.setHost(settings.emulatorHost());
      options.setProjectId("local");
      options.setCredentials(emulated(settings, credentials));
    } else {
      options.setCredentials(credentials);
    }
    return options.build().getService();
  }

  /** A token that the account signs itself: an emulator has nobody who gives out others. */
  private static Credentials emulated(StorageSettings settings, Credentials credentials) {
    return !settings.credentials().isBlank()
            && credentials instanceof ServiceAccountCredentials account
        ? ServiceAccountJwtAccessCredentials.newBuilder()
            .setClientEmail(account.getClientEmail())
            .setPrivateKey(account.getPrivateKey())
            .setPrivateKeyId(Objects.requireNonNullElse(account.getPrivateKeyId(), "none"))
            .setDefaultAudience(URI.create("https://storage.googleapis.com/"))
            .build()
        : NoCredentials.getInstance();
  }

  /**
   * Who signs URLs, and with Google's own store also who reads and writes.
   *
   * @throws WrongSettingException when there are none, in words for an operator
   */
  static Credentials credentials(StorageSettings settings) {
    try {
      if (!settings.credentials().isBlank()) {
        try (var file = Files.newInputStream(Path.of(settings.credentials()))) {
          return GoogleCredentials.fromStream(file).createScoped(SCOPE);
        }
      }
      return settings.isEmulated()
          ? passing()
          : GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
    } catch (IOException | RuntimeException e) {
      throw new WrongSettingException(
          settings.credentials().isBlank()
              ? "There are no Google credentials: set GOOGLE_APPLICATION_CREDENTIALS to a service"
                  + " account's file, or run as one"
              : "GOOGLE_APPLICATION_CREDENTIALS is '%s' and must be a service account's file"
                  .formatted(settings.credentials()));
    }
  }

  /**
   * With a key these sign here; without one, as on Cloud Run, Google's IAM signs for them.
   *
   * @throws WrongSettingException when they can't sign at all, as a person's can't
   */
  static ServiceAccountSigner signer(Credentials credentials) {
    if (credentials instanceof ServiceAccountSigner signer) {
      return signer;
    }
    throw new WrongSettingException(
        "The Google credentials can't sign URLs: they must be those of a service account");
  }

  /** For an emulator that checks no signatures: a key that nobody else knows. */
  private static Credentials passing() {
    try {
      var keys = KeyPairGenerator.getInstance("RSA");
      keys.initialize(KEY_BITS);
      return ServiceAccountCredentials.newBuilder()
          .setClientEmail("nobody@local.iam.gserviceaccount.com")
          .setPrivateKey(keys.generateKeyPair().getPrivate())
          .build();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  private static ApiClock clock(InstantSource time) {
    return new ApiClock() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public long millisTime() {
        return time.millis();
      }
    };
  }
}
