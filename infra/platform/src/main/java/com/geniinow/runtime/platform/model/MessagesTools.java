package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;
import static com.geniinow.runtime.platform.model.Shapes.isAbsent;
import static com.geniinow.runtime.platform.model.Shapes.isOne;
import static com.geniinow.runtime.platform.model.Shapes.object;
import static com.geniinow.runtime.platform.model.Shapes.optional;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The tools of a request of Anthropic's API, which are the client's own. */
final class MessagesTools {
  private static final Set<String> TOOL =
      Set.of("type", "name", "description", "input_schema", "cache_control", "strict");

  private static final Set<String> CHOICE = Set.of("type", "name", "disable_parallel_tool_use");
  private static final Set<String> CHOICES = Set.of("auto", "any", "tool", "none");

  private MessagesTools() {}

  static void check(JsonNode body) throws ChatPayloadException {
    var tools = body.path("tools");
    if (!isAbsent(tools) && !tools.isArray()) {
      throw invalid("tools", "must be a list");
    }
    for (var i = 0; i < tools.size(); i++) {
      var at = "tools[" + i + "]";
      var type = tools.get(i).path("type");
      if (!isAbsent(type) && !isOne(type, Set.of("custom"))) {
        throw unsupported(at + ".type", "must be custom: others cost on their own");
      }
      object(at, tools.get(i), TOOL);
      MessagesBlocks.cached(at + ".cache_control", tools.get(i).path("cache_control"));
    }
    var choice = body.path("tool_choice");
    optional("tool_choice", choice, CHOICE);
    if (!isAbsent(choice) && !isOne(choice.path("type"), CHOICES)) {
      throw invalid("tool_choice.type", "must be auto, any, tool or none");
    }
  }
}
