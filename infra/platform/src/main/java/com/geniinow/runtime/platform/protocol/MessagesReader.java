package com.geniinow.runtime.platform.protocol;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads Anthropic's messages. */
final class MessagesReader extends Reader {
  private static final Set<String> CALLS = Set.of("tool_use", "server_tool_use");

  private final MessagesUsage said = new MessagesUsage();
  private @Nullable Long open;

  MessagesReader(String model) {
    super(model);
  }

  @Override
  public void whole(JsonNode answer) {
    failed = answer.path("type").asString("").equals("error");
    for (JsonNode block : answer.path("content")) {
      begin(block);
      if (block.path("input").isObject()) {
        written.addAll(block.path("input"));
      }
    }
    said.served(answer.path("model"));
    use(said.with(answer.path("usage"), true));
    ended = true;
  }

  @Override
  boolean event(@Nullable String name, JsonNode event) {
    switch (event.path("type").asString(name == null ? "" : name)) {
      case "message_start" -> {
        said.served(event.path("message").path("model"));
        // The output that it names is that of the first moment.
        use(said.with(event.path("message").path("usage"), false));
      }
      case "content_block_start" -> {
        open = event.path("index").asLong(0);
        begin(event.path("content_block"));
      }
      case "content_block_delta" -> delta(event.path("delta"));
      case "content_block_stop" -> open = null;
      case "message_delta" -> use(said.with(event.path("usage"), true));
      case "message_stop" -> ended = true;
      case "error" -> failed = true;
      default -> {}
    }
    return true;
  }

  private void begin(JsonNode block) {
    if (CALLS.contains(block.path("type").asString(""))) {
      written.call(block.path("name"));
    }
    written.add(block.path("text"));
    written.add(block.path("thinking"));
  }

  private void delta(JsonNode delta) {
    written.add(delta.path("text"));
    written.add(delta.path("thinking"));
    written.add(delta.path("partial_json"));
  }

  @Override
  public byte[] capped() {
    var events = new StringBuilder();
    if (open != null) {
      var stop = Frames.object().put("type", "content_block_stop").put("index", open);
      events.append(Frames.event("content_block_stop", stop));
    }
    var last = Frames.object().put("type", "message_delta");
    last.putObject("delta").put("stop_reason", "max_tokens").putNull("stop_sequence");
    last.putObject("usage").put("output_tokens", writtenTokens());
    events.append(Frames.event("message_delta", last));
    events.append(Frames.event("message_stop", Frames.object().put("type", "message_stop")));
    return Frames.utf8(events.toString());
  }

  @Override
  public byte[] error(String code, String message) {
    var error = WireErrors.body(Kind.ANTHROPIC, WireErrors.status(code), code, message, null);
    return Frames.utf8(Frames.event("error", error));
  }
}
