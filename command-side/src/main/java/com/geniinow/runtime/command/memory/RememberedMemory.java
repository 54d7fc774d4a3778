package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.platform.web.Json;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** The answer to a text that is remembered, kept for those who ask again. */
record RememberedMemory(UUID memoryId, String model, Instant createdAt) {
  private static final JsonMapper JSON = Json.mapper();

  String json() {
    return JSON.writeValueAsString(this);
  }

  static RememberedMemory parse(String json) {
    return JSON.readValue(json, RememberedMemory.class);
  }
}
