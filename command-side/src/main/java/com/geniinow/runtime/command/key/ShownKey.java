package com.geniinow.runtime.command.key;

import com.geniinow.runtime.platform.security.KeyScope;
import com.geniinow.runtime.query.view.key.AgentKeyView;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key with its secret, which is shown this once.
 *
 * @param key the secret
 */
record ShownKey(
    UUID keyId,
    String key,
    @Nullable String name,
    List<KeyScope> scopes,
    Instant createdAt,
    @Nullable Instant expiresAt) {
  static ShownKey of(AgentKeyView view, String secret) {
    return new ShownKey(
        view.keyId(), secret, view.name(), view.scopes(), view.createdAt(), view.expiresAt());
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "ShownKey[" + keyId + "]";
  }
}
