package com.geniinow.runtime.platform.protocol;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads OpenAI's chat completions. */
final class ChatReader extends Reader {
  private final boolean usageAsked;
  private final LongSupplier prompt;
  private String id = "";
  private long created;
  private final String model;
  private @Nullable String served;
  private @Nullable String tier;
  private boolean finished;

  /**
   * @param usageAsked whether the client asked for the chunk that says the usage
   * @param prompt our count of it
   */
  ChatReader(String model, boolean usageAsked, LongSupplier prompt) {
    super(model);
    this.model = model;
    this.usageAsked = usageAsked;
    this.prompt = prompt;
  }

  @Override
  public void whole(JsonNode answer) {
    failed = !Said.isAbsent(answer.path("error"));
    head(answer);
    for (JsonNode choice : answer.path("choices")) {
      message(choice.path("message"), true);
    }
    usage(answer.path("usage"));
    ended = true;
  }

  @Override
  public boolean event(SseEvent event) {
    if (event.data().strip().equals(Frames.DONE)) {
      ended = true;
      return true;
    }
    return super.event(event);
  }

  @Override
  boolean event(@Nullable String name, JsonNode chunk) {
    failed |= !Said.isAbsent(chunk.path("error")) || "error".equals(name);
    head(chunk);
    for (JsonNode choice : chunk.path("choices")) {
      message(choice.path("delta"), false);
      finished |= !Said.isAbsent(choice.path("finish_reason"));
    }
    usage(chunk.path("usage"));
    return usageAsked || !isUsageAlone(chunk);
  }

  @Override
  public boolean isComplete() {
    return ended || finished;
  }

  private static boolean isUsageAlone(JsonNode chunk) {
    return chunk.path("usage").isObject() && chunk.path("choices").isEmpty();
  }

  private void head(JsonNode chunk) {
    id = chunk.path("id").asString(id);
    created = chunk.path("created").asLong(created);
    var said = Said.text(chunk.path("model"));
    served = said == null ? served : said;
    var dearer = Said.tier(chunk.path("service_tier"));
    tier = dearer == null ? tier : dearer;
  }

  private void message(JsonNode message, boolean whole) {
    written.add(message.path("content"));
    written.add(message.path("refusal"));
    written.add(message.path("reasoning_content"));
    written.add(message.path("reasoning"));
    for (JsonNode call : message.path("tool_calls")) {
      call(call.path("function"), "arguments", whole);
      call(call.path("custom"), "input", whole);
    }
    call(message.path("function_call"), "arguments", whole);
  }

  /** A call's name comes once, with its beginning. */
  private void call(JsonNode call, String input, boolean whole) {
    if (whole ? call.isObject() : call.path("name").isString()) {
      written.call(call.path("name"));
    }
    written.add(call.path(input));
  }

  private void usage(JsonNode usage) {
    if (!usage.isObject()) {
      return;
    }
    var prompt = usage.path("prompt_tokens_details");
    use(
        new ReportedUsage(
            served,
            Said.count(usage.path("prompt_tokens")),
            Said.count(prompt.path("cached_tokens")),
            Said.count(prompt.path("cache_write_tokens")),
            Said.count(usage.path("completion_tokens")),
            Said.count(usage.path("completion_tokens_details").path("reasoning_tokens")),
            tier));
  }

  @Override
  public byte[] capped() {
    var last = chunk();
    var choice = last.putArray("choices").addObject().put("index", 0);
    choice.putObject("delta");
    choice.put("finish_reason", "length");
    var events = Frames.event(null, last);
    if (usageAsked) {
      var counted = chunk();
      counted.putArray("choices");
      long input = prompt.getAsLong();
      counted
          .putObject("usage")
          .put("prompt_tokens", input)
          .put("completion_tokens", writtenTokens())
          .put("total_tokens", input + writtenTokens());
      events += Frames.event(null, counted);
    }
    return Frames.utf8(events + Frames.event(null, Frames.DONE));
  }

  private ObjectNode chunk() {
    return Frames.object()
        .put("id", id)
        .put("object", "chat.completion.chunk")
        .put("created", created)
        .put("model", served == null ? model : served);
  }

  @Override
  public byte[] error(String code, String message) {
    var error = WireErrors.body(Kind.OPENAI, WireErrors.status(code), code, message, null);
    return Frames.utf8(Frames.event(null, error));
  }
}
