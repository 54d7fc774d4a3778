package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.RequestHash;
import com.geniinow.runtime.platform.web.Json;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request to remember that is answered once: its idempotency key, and what makes it the same one.
 *
 * @param key apart from the keys of the agent's tasks
 */
record RequestKey(String key, RequestHash hash) {
  private static final JsonMapper JSON = Json.mapper();

  static RequestKey of(
      String key,
      @Nullable String memoryKey,
      String text,
      @Nullable UUID taskId,
      @Nullable ObjectNode metadata,
      @Nullable Long ttlSeconds) {
    var request = JSON.createObjectNode().put("text", text);
    request.put("task_id", taskId == null ? null : taskId.toString());
    request.set("metadata", metadata == null ? JSON.createObjectNode() : metadata);
    request.put("ttl_seconds", ttlSeconds);
    // Only where there is one, so that what was kept before fits.
    if (memoryKey != null) {
      request.put("key", memoryKey);
    }
    // Nothing was kept of such requests before.
    return new RequestKey("memory.embed/" + key, RequestHash.of(request, ""));
  }
}
