package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;
import static com.geniinow.runtime.platform.model.Shapes.isAbsent;
import static com.geniinow.runtime.platform.model.Shapes.isOne;
import static com.geniinow.runtime.platform.model.Shapes.list;
import static com.geniinow.runtime.platform.model.Shapes.object;
import static com.geniinow.runtime.platform.model.Shapes.optional;
import static com.geniinow.runtime.platform.model.Shapes.text;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The tools of a chat payload, and which of them must be used. */
final class ChatTools {
  private static final Set<String> FUNCTION = Set.of("name", "description", "parameters", "strict");
  private static final Set<String> CUSTOM = Set.of("name", "description", "format");
  private static final Set<String> CHOICE_WORDS = Set.of("none", "auto", "required");
  private static final Set<String> CHOICES = Set.of("function", "custom", "allowed_tools");

  private ChatTools() {}

  static void check(JsonNode payload) throws ChatPayloadException {
    tools("tools", payload.path("tools"));
    list("functions", payload.path("functions"), FUNCTION);
    choice(payload.path("tool_choice"));
    functionCall(payload.path("function_call"));
  }

  private static void tools(String at, JsonNode tools) throws ChatPayloadException {
    if (isAbsent(tools)) {
      return;
    }
    if (!tools.isArray()) {
      throw invalid(at, "must be a list");
    }
    for (var i = 0; i < tools.size(); i++) {
      var tool = at + "[" + i + "]";
      var type = tools.get(i).path("type");
      if (!isOne(type, Set.of("function", "custom"))) {
        throw unsupported(tool + ".type", "must be function or custom: others cost on their own");
      }
      var kind = type.stringValue();
      object(tool, tools.get(i), Set.of("type", kind));
      object(tool + "." + kind, tools.get(i).path(kind), kind.equals("custom") ? CUSTOM : FUNCTION);
    }
  }

  private static void choice(JsonNode choice) throws ChatPayloadException {
    if (!isAbsent(choice) && !isOne(choice, CHOICE_WORDS) && !choice.isObject()) {
      throw invalid("tool_choice", "must be none, auto, required or an object");
    }
    if (!choice.isObject()) {
      return;
    }
    var type = choice.path("type");
    if (!isOne(type, CHOICES)) {
      throw unsupported("tool_choice.type", "must be function, custom or allowed_tools");
    }
    var kind = type.stringValue();
    var at = "tool_choice." + kind;
    object("tool_choice", choice, Set.of("type", kind));
    if (kind.equals("allowed_tools")) {
      optional(at, choice.path(kind), Set.of("mode", "tools"));
      tools(at + ".tools", choice.path(kind).path("tools"));
    } else {
      optional(at, choice.path(kind), Set.of("name"));
    }
  }

  private static void functionCall(JsonNode choice) throws ChatPayloadException {
    if (choice.isString() && !isOne(choice, Set.of("none", "auto"))) {
      throw invalid("function_call", "must be none, auto or an object");
    }
    if (!isAbsent(choice) && !choice.isString()) {
      object("function_call", choice, Set.of("name"));
      text("function_call.name", choice.path("name"));
    }
  }
}
