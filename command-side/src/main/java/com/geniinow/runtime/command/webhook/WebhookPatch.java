package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.stream.PushedType;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PATCH /api/webhooks/{webhook_id}}; what is left out stays.
 *
 * @param url null to leave it
 * @param events null to leave them
 */
record WebhookPatch(
    @Nullable @Size(min = 1, max = 2_000) String url,
    @Nullable @Size(min = 1, max = 14) List<@NotNull PushedType> events) {}
