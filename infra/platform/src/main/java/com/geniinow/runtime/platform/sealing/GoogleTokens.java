package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tokens of a service account's file, or of what the machine runs as. */
final class GoogleTokens implements KmsMasterKey.Tokens {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloudkms";
  private static final String HEADER = "Authorization";

  private final URI audience;
  private final Credentials credentials;

  private GoogleTokens(URI audience, Credentials credentials) {
    this.audience = audience;
    this.credentials = credentials;
  }

  /**
   * @param file a service account's, or empty for what the machine runs as
   * @throws WrongSettingException when there are none, in words for an operator
   */
  static GoogleTokens of(String file, String base) {
    try {
      if (file.isBlank()) {
        return new GoogleTokens(
            URI.create(base), GoogleCredentials.getApplicationDefault().createScoped(SCOPE));
      }
      try (var stream = Files.newInputStream(Path.of(file))) {
        return new GoogleTokens(
            URI.create(base), GoogleCredentials.fromStream(stream).createScoped(SCOPE));
      }
    } catch (IOException | RuntimeException e) {
      throw new WrongSettingException(
          "GENII_MASTER_KMS_KEY needs Google credentials: set GOOGLE_APPLICATION_CREDENTIALS to a"
              + " service account's file, or run as one");
    }
  }

  /** Asks Google for another when the last one has run out. */
  @Override
  public String authorization() throws IOException {
    return credentials.getRequestMetadata(audience).getOrDefault(HEADER, List.of("")).getFirst();
  }
}
