package com.geniinow.runtime.command.key;

import com.geniinow.runtime.platform.security.KeyScope;
import com.geniinow.runtime.platform.web.PlainLine;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/agents/{id}/keys}.
 *
 * @param expiresAt null for never
 * @param scopes null for all
 */
record KeyRequest(
    @NotBlank @Size(max = 200) @PlainLine String name,
    @Nullable Instant expiresAt,
    @Nullable @Size(min = 1, max = 5) List<@NotNull KeyScope> scopes) {
  Set<KeyScope> opened() {
    return scopes == null ? EnumSet.allOf(KeyScope.class) : EnumSet.copyOf(scopes);
  }
}
