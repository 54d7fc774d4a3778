package com.geniinow.runtime.autoscaler;

import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.util.function.Supplier;

/** Access tokens of the service account that the process runs as, renewed before they end. */
public final class GoogleTokens implements Supplier<String> {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  private final GoogleCredentials credentials;

  GoogleTokens(GoogleCredentials credentials) {
    this.credentials = credentials.createScoped(SCOPE);
  }

  /**
   * From {@code GOOGLE_APPLICATION_CREDENTIALS}, or from Google's metadata server.
   *
   * @throws PoolException when neither is there
   */
  public static GoogleTokens ofThisProcess() {
    try {
      return new GoogleTokens(GoogleCredentials.getApplicationDefault());
    } catch (IOException e) {
      throw new PoolException(
          "no service account: set GOOGLE_APPLICATION_CREDENTIALS or run on Google Cloud", e);
    }
  }

  /**
   * @throws PoolException when Google gives none now
   */
  @Override
  public String get() {
    try {
      credentials.refreshIfExpired();
      var token = credentials.getAccessToken();
      if (token != null) {
        return token.getTokenValue();
      }
      throw new PoolException("no access token for Cloud Run");
    } catch (IOException e) {
      throw new PoolException("no access token for Cloud Run", e);
    }
  }
}
