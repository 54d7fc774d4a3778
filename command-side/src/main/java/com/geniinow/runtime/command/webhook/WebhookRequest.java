package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.stream.PushedType;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/webhooks}.
 *
 * @param events names of what it hears of, each once
 * @param agentId of whom; either this or {@code entityId}, and of an agent's own neither is needed
 */
record WebhookRequest(
    @NotBlank @Size(max = 2_000) String url,
    @NotNull @Size(min = 1, max = 14) List<@NotNull PushedType> events,
    @Nullable UUID agentId,
    @Nullable UUID entityId) {
  /** In the order of the list of types. */
  static List<String> names(List<PushedType> events) {
    return events.stream().distinct().sorted().map(PushedType::wire).toList();
  }
}
