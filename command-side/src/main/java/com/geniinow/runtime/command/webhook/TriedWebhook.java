package com.geniinow.runtime.command.webhook;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What came of a call that was made to try a webhook.
 *
 * @param responseCode the receiver's status; null where it did not answer
 * @param error why it would not count as delivered; null where it would
 */
record TriedWebhook(
    UUID eventId, boolean delivered, @Nullable Integer responseCode, @Nullable String error) {}
