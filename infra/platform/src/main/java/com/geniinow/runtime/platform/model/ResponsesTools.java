package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;
import static com.geniinow.runtime.platform.model.Shapes.isAbsent;
import static com.geniinow.runtime.platform.model.Shapes.isOne;
import static com.geniinow.runtime.platform.model.Shapes.object;
import static com.geniinow.runtime.platform.model.Shapes.type;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The tools of a response, which are the client's own: the provider's cost on their own. */
final class ResponsesTools {
  private static final Map<String, Set<String>> TOOLS =
      Map.of(
          "function", Set.of("type", "name", "description", "parameters", "strict"),
          "custom", Set.of("type", "name", "description", "format"));

  private static final Set<String> CHOICE_WORDS = Set.of("none", "auto", "required");
  private static final Set<String> CHOICES = Set.of("function", "custom", "allowed_tools");

  private ResponsesTools() {}

  static void check(JsonNode body) throws ChatPayloadException {
    var tools = body.path("tools");
    if (!isAbsent(tools) && !tools.isArray()) {
      throw invalid("tools", "must be a list");
    }
    for (var i = 0; i < tools.size(); i++) {
      var at = "tools[" + i + "]";
      var fields = TOOLS.get(type(tools.get(i)));
      if (fields == null) {
        throw unsupported(at + ".type", "must be function or custom: others cost on their own");
      }
      object(at, tools.get(i), fields);
    }
    var choice = body.path("tool_choice");
    if (!isAbsent(choice) && !isOne(choice, CHOICE_WORDS) && !choice.isObject()) {
      throw invalid("tool_choice", "must be none, auto, required or an object");
    }
    if (choice.isObject() && !isOne(choice.path("type"), CHOICES)) {
      throw unsupported("tool_choice.type", "must be function, custom or allowed_tools");
    }
  }
}
