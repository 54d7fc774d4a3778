package com.geniinow.runtime.platform.protocol;

import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads OpenAI's responses. */
final class ResponsesReader extends Reader {
  private static final Set<String> ENDS =
      Set.of("response.completed", "response.incomplete", "response.failed");

  private static final Set<String> CALLS = Set.of("function_call", "custom_tool_call");

  private final String model;
  private final LongSupplier prompt;
  private String id = "";
  private JsonNode createdAt = Frames.object().path("created_at");
  private @Nullable String served;
  private @Nullable String tier;
  private long sequence = -1;

  /**
   * @param prompt our count of it
   */
  ResponsesReader(String model, LongSupplier prompt) {
    super(model);
    this.model = model;
    this.prompt = prompt;
  }

  @Override
  public void whole(JsonNode answer) {
    failed = !Said.isAbsent(answer.path("error"));
    for (JsonNode item : answer.path("output")) {
      item(item);
    }
    response(answer);
    ended = true;
  }

  @Override
  boolean event(@Nullable String name, JsonNode event) {
    var type = event.path("type").asString(name == null ? "" : name);
    sequence = Math.max(sequence + 1, event.path("sequence_number").asLong(-1));
    if (type.endsWith(".delta")) {
      written.add(event.path("delta"));
    } else if (type.equals("response.output_item.added")) {
      var item = event.path("item");
      if (isCall(item)) {
        written.call(item.path("name"));
      }
    } else if (type.equals("error")) {
      failed = true;
    }
    ended |= ENDS.contains(type);
    failed |= type.equals("response.failed");
    response(event.path("response"));
    return true;
  }

  private static boolean isCall(JsonNode item) {
    return CALLS.contains(item.path("type").asString(""));
  }

  private void item(JsonNode item) {
    if (isCall(item)) {
      written.call(item.path("name"));
    }
    written.add(item.path("arguments"));
    written.add(item.path("input"));
    for (var parts : new JsonNode[] {item.path("content"), item.path("summary")}) {
      for (JsonNode part : parts) {
        written.add(part.path("text"));
        written.add(part.path("refusal"));
      }
    }
  }

  private void response(JsonNode response) {
    if (!response.isObject()) {
      return;
    }
    id = response.path("id").asString(id);
    createdAt = response.path("created_at").isNumber() ? response.path("created_at") : createdAt;
    var said = Said.text(response.path("model"));
    served = said == null ? served : said;
    // Until it ends it says what was asked for.
    var dearer = Said.tier(response.path("service_tier"));
    tier = dearer == null || dearer.equals("auto") ? null : dearer;
    var usage = response.path("usage");
    if (usage.isObject()) {
      use(
          new ReportedUsage(
              served,
              Said.count(usage.path("input_tokens")),
              Said.count(usage.path("input_tokens_details").path("cached_tokens")),
              Said.count(usage.path("input_tokens_details").path("cache_write_tokens")),
              Said.count(usage.path("output_tokens")),
              Said.count(usage.path("output_tokens_details").path("reasoning_tokens")),
              tier));
    }
  }

  @Override
  public byte[] capped() {
    var event = Frames.object().put("type", "response.incomplete");
    event.put("sequence_number", sequence + 1);
    var response = event.putObject("response");
    response.put("id", id).put("object", "response");
    response.set("created_at", createdAt.isNumber() ? createdAt : Frames.number(0));
    response.put("status", "incomplete").putNull("error");
    response.putObject("incomplete_details").put("reason", "max_output_tokens");
    response.put("model", served == null ? model : served).putArray("output");
    response.put("parallel_tool_calls", true).put("tool_choice", "auto").putArray("tools");
    long input = prompt.getAsLong();
    var usage = response.putObject("usage").put("input_tokens", input);
    usage.putObject("input_tokens_details").put("cached_tokens", 0);
    usage.put("output_tokens", writtenTokens());
    usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
    usage.put("total_tokens", input + writtenTokens());
    return Frames.utf8(Frames.event("response.incomplete", event));
  }

  @Override
  public byte[] error(String code, String message) {
    var event =
        Frames.object()
            .put("type", "error")
            .put("code", code)
            .put("message", message)
            .putNull("param")
            .put("sequence_number", sequence + 1);
    return Frames.utf8(Frames.event("error", event));
  }
}
