package com.geniinow.runtime.platform.storage;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * A URL that carries its own permission. Not to be logged.
 *
 * @param expiresAt its last moment, by the store's clock
 */
public record SignedUrl(URI url, Instant expiresAt) {
  /** How long every signed URL is good for. */
  public static final Duration LIFETIME = Duration.ofSeconds(900);

  /** Without the URL: whoever reads it can read the object. */
  @Override
  public String toString() {
    return "a signed URL until " + expiresAt;
  }
}
