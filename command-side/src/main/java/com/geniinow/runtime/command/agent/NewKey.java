package com.geniinow.runtime.command.agent;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key that an agent is to get.
 *
 * @param hash SHA-256 of its secret, in hexadecimal digits
 * @param prefix the secret's first characters, which are shown
 * @param expiresAt null for never
 */
public record NewKey(
    UUID keyId,
    String name,
    List<String> scopes,
    String hash,
    String prefix,
    @Nullable Instant expiresAt) {
  public NewKey {
    scopes = List.copyOf(scopes);
  }
}
