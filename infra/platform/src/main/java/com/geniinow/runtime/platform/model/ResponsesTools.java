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
  private static final Map<String, Set<String>> CHOICES =
      Map.of(
          "function", Set.of("type", "name"),
          "custom", Set.of("type", "name"),
          "allowed_tools", Set.of("type", "mode", "tools"));

  private ResponsesTools() {}

  static void check(JsonNode body) throws ChatPayloadException {
    tools("tools", body.path("tools"));
    choice(body.path("tool_choice"));
  }

  private static void tools(String list, JsonNode tools) throws ChatPayloadException {
    if (!isAbsent(tools) && !tools.isArray()) {
      throw invalid(list, "must be a list");
    }
    for (var i = 0; i < tools.size(); i++) {
      var at = list + "[" + i + "]";
      var fields = TOOLS.get(type(tools.get(i)));
      if (fields == null) {
        throw unsupported(at + ".type", "must be function or custom: others cost on their own");
      }
      object(at, tools.get(i), fields);
    }
  }

  private static void choice(JsonNode choice) throws ChatPayloadException {
    if (!isAbsent(choice) && !isOne(choice, CHOICE_WORDS) && !choice.isObject()) {
      throw invalid("tool_choice", "must be none, auto, required or an object");
    }
    if (!choice.isObject()) {
      return;
    }
    var fields = CHOICES.get(type(choice));
    if (fields == null) {
      throw unsupported("tool_choice.type", "must be function, custom or allowed_tools");
    }
    object("tool_choice", choice, fields);
    tools("tool_choice.tools", choice.path("tools"));
  }
}
