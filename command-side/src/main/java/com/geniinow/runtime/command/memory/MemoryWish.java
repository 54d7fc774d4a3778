package com.geniinow.runtime.command.memory;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an agent wants remembered, as it was checked.
 *
 * @param key of which it is to be the current memory; null for none
 * @param taskId the agent's task that it belongs to
 * @param metadata null where none were given
 * @param ttlSeconds null where none were given
 * @param requestKey the request's idempotency key, if it has one
 */
record MemoryWish(
    @Nullable String key,
    String text,
    @Nullable UUID taskId,
    @Nullable ObjectNode metadata,
    @Nullable Long ttlSeconds,
    @Nullable RequestKey requestKey) {
  byte[] hash() {
    return TextHash.of(text);
  }

  /** As events have it. */
  String textSha256() {
    return HexFormat.of().formatHex(hash());
  }

  /** Of the text, in UTF-8. */
  long textBytes() {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  String metadataText() {
    return metadata == null ? "{}" : metadata.toString();
  }

  /** What it takes of the agent's room, about. */
  long bytes() {
    return textBytes() + metadataText().getBytes(StandardCharsets.UTF_8).length;
  }
}
