package com.geniinow.runtime.command.testing;

import com.geniinow.runtime.command.testing.StubProvider.Seen;
import java.io.IOException;

/** What a provider answers that nothing is wrong with: "Hello there", 10 tokens in and 3 out. */
public final class StubAnswers {
  public static final long INPUT = 10;
  public static final long OUTPUT = 3;

  private static final String USAGE =
      "{\"prompt_tokens\":10,\"completion_tokens\":3,\"total_tokens\":13}";

  private StubAnswers() {}

  static void usual(Seen seen, StubWire wire) throws IOException {
    var streamed = seen.json().path("stream").asBoolean(false);
    switch (seen.path()) {
      case "/v1/embeddings" -> wire.json(200, embedding(seen.model()));
      case "/v1/messages/count_tokens" -> wire.json(200, "{\"input_tokens\":10}");
      case "/v1/messages" -> {
        if (streamed) {
          messages(seen, wire.stream());
        } else {
          wire.json(200, message(seen.model()));
        }
      }
      case "/v1/responses" -> {
        if (streamed) {
          responses(seen, wire.stream());
        } else {
          wire.json(200, response(seen.model(), "completed"));
        }
      }
      default -> {
        if (streamed) {
          chat(seen, wire.stream());
        } else {
          wire.json(200, completion(seen.model()));
        }
      }
    }
  }

  public static String completion(String model) {
    return ("{\"id\":\"c-1\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"%s\","
            + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello"
            + " there\"},\"finish_reason\":\"stop\"}],\"usage\":%s}")
        .formatted(model, USAGE);
  }

  /** A chunk of a chat's stream. */
  public static String chunk(String model, String text) {
    return ("{\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
            + "\"model\":\"%s\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},"
            + "\"finish_reason\":null}]}")
        .formatted(model, text);
  }

  /** The chunk that says why it ends. */
  public static String last(String model) {
    return chunk(model, "").replace("\"finish_reason\":null", "\"finish_reason\":\"stop\"");
  }

  /** The chunk that only who asks for it gets. */
  public static String usage(String model) {
    return ("{\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
            + "\"model\":\"%s\",\"choices\":[],\"usage\":%s}")
        .formatted(model, USAGE);
  }

  private static void chat(Seen seen, StubWire wire) throws IOException {
    var model = seen.model();
    wire.data(chunk(model, "Hello"), chunk(model, " there"), last(model));
    if (seen.json().path("stream_options").path("include_usage").asBoolean(false)) {
      wire.data(usage(model));
    }
    wire.data("[DONE]").end();
  }

  private static String embedding(String model) {
    return ("{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
            + "\"embedding\":[0.1,0.2]}],\"model\":\"%s\",\"usage\":{\"prompt_tokens\":1,"
            + "\"total_tokens\":1}}")
        .formatted(model);
  }

  private static String message(String model) {
    return ("{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"%s\","
            + "\"content\":[{\"type\":\"text\",\"text\":\"Hello there\"}],\"stop_reason\":\"end_turn\","
            + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":10,\"output_tokens\":3}}")
        .formatted(model);
  }

  private static void messages(Seen seen, StubWire wire) throws IOException {
    begin(seen.model(), wire);
    delta(wire, "Hello there");
    wire.piece(
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
            + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
            + "\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":3}}\n\n"
            + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    wire.end();
  }

  /** How a stream of messages begins. */
  public static void begin(String model, StubWire wire) throws IOException {
    wire.piece(
        ("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\","
                + "\"type\":\"message\",\"role\":\"assistant\",\"model\":\"%s\",\"content\":[],"
                + "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":10,"
                + "\"output_tokens\":1}}}\n\nevent: content_block_start\ndata: {\"type\":"
                + "\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\","
                + "\"text\":\"\"}}\n\n")
            .formatted(model));
  }

  /** A piece of one. */
  public static void delta(StubWire wire, String text) throws IOException {
    wire.piece(
        ("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"%s\"}}\n\n")
            .formatted(text));
  }

  private static String response(String model, String status) {
    return ("{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1700000000,\"status\":\"%s\","
            + "\"model\":\"%s\",\"output\":[{\"type\":\"message\",\"id\":\"m_1\",\"role\":"
            + "\"assistant\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\","
            + "\"text\":\"Hello there\",\"annotations\":[]}]}],\"usage\":{\"input_tokens\":10,"
            + "\"output_tokens\":3,\"total_tokens\":13}}")
        .formatted(status, model);
  }

  private static void responses(Seen seen, StubWire wire) throws IOException {
    wire.piece(
        ("event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
                + "\"item_id\":\"m_1\",\"output_index\":0,\"content_index\":0,"
                + "\"delta\":\"Hello there\"}\n\nevent: response.completed\ndata: {\"type\":"
                + "\"response.completed\",\"response\":%s}\n\n")
            .formatted(response(seen.model(), "completed")));
    wire.end();
  }
}
