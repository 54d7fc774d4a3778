package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.Shapes.isAbsent;

import com.geniinow.runtime.platform.model.ModelFamily.Frame;
import java.util.function.ToLongFunction;
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
      tokens += tools(payload.path(list));
    }
    tokens += format(payload.path("response_format"));
    for (String choice : CHOICES) {
      tokens += choice(payload.path(choice));
    }
    return tokens;
  }

  long tools(JsonNode tools) {
    return tools.isEmpty() ? 0 : frame.tools() + frame.tool() * tools.size() + schema(tools);
  }

  long format(JsonNode format) {
    return isAbsent(format) ? 0 : frame.format() + schema(format);
  }

  /** A word is the provider's own, and it writes nothing for it. */
  long choice(JsonNode choice) {
    return choice.isContainer() ? schema(choice) : 0;
  }

  long image(JsonNode detail) {
    return ImageTokens.most(model, detail.isString() ? detail.stringValue() : null);
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
      case "image_url" -> image(part.path(type).path("detail"));
      default -> schema(part);
    };
  }

  /** What is no content has no parts: the provider sees it as it is written. */
  long plain(JsonNode value) {
    if (isAbsent(value)) {
      return 0;
    }
    return value.isString() ? tokenizer.applyAsLong(value.stringValue()) : schema(value);
  }

  long schema(JsonNode value) {
    return SchemaTokens.most(value, frame.item(), tokenizer);
  }
}
