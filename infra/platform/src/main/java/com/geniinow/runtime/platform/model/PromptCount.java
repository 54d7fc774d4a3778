package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.Shapes.isAbsent;

import com.geniinow.runtime.platform.model.ModelFamily.Frame;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Goes through a chat request and adds up what each part of it costs. */
record PromptCount(String model, Frame frame, ToLongFunction<String> tokenizer) {
  private static final String[] TOOL_LISTS = {"tools", "functions"};
  private static final String[] CHOICES = {"tool_choice", "function_call"};

  long of(JsonNode payload) {
    long tokens = frame.reply();
    for (JsonNode message : payload.path("messages")) {
      tokens += message(message);
    }
    for (String list : TOOL_LISTS) {
      var tools = payload.path(list);
      if (!tools.isEmpty()) {
        tokens += frame.tools() + frame.tool() * tools.size() + schema(tools);
      }
    }
    var format = payload.path("response_format");
    tokens += isAbsent(format) ? 0 : frame.format() + schema(format);
    for (String choice : CHOICES) {
      var value = payload.path(choice);
      tokens += value.isContainer() ? schema(value) : 0;
    }
    return tokens;
  }

  private long message(JsonNode message) {
    long tokens = frame.message();
    for (var field : message.properties()) {
      tokens +=
          field.getKey().equals("content") ? content(field.getValue()) : plain(field.getValue());
      tokens += field.getKey().equals("name") ? frame.name() : 0;
    }
    return tokens;
  }

  private long content(JsonNode value) {
    if (!value.isArray()) {
      return plain(value);
    }
    long tokens = 0;
    for (JsonNode part : value) {
      tokens += part(part);
    }
    return tokens;
  }

  private long part(JsonNode part) {
    var type = part.path("type").asString("");
    return switch (type) {
      case "text", "refusal" -> plain(part.path(type));
      case "image_url" -> ImageTokens.most(model, detail(part.path(type).path("detail")));
      default -> schema(part);
    };
  }

  /** What is no content has no parts: the provider sees it as it is written. */
  private long plain(JsonNode value) {
    if (isAbsent(value)) {
      return 0;
    }
    return value.isString() ? tokenizer.applyAsLong(value.stringValue()) : schema(value);
  }

  private long schema(JsonNode value) {
    return SchemaTokens.most(value, frame.item(), tokenizer);
  }

  private static @Nullable String detail(JsonNode detail) {
    return detail.isString() ? detail.stringValue() : null;
  }
}
