package com.geniinow.runtime.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Both providers' APIs, as far as the programs in src/test/node/clients use them. */
final class ModelStubs {
  private static final String CHAT = "/v1/chat/completions";
  private static final String RESPONSES = "/v1/responses";
  private static final String MESSAGES = "/v1/messages";
  private static final String STREAMED = "\"stream\":true";

  private final WireMockServer provider;
  private final String marker;

  ModelStubs(WireMockServer provider, String marker) {
    this.provider = provider;
    this.marker = marker;
  }

  /** The latest stub that fits answers. */
  void set() {
    chat();
    responses();
    messages();
    provider.stubFor(
        to("/v1/embeddings", "embed")
            .willReturn(
                okJson(
                    """
                    {"object": "list", "model": "text-embedding-3-small",
                     "data": [{"object": "embedding", "index": 0, "embedding": [0.5, 0.25]}],
                     "usage": {"prompt_tokens": 7, "total_tokens": 7}}""")));
  }

  private MappingBuilder to(String path, String text) {
    return post(urlEqualTo(path))
        .withRequestBody(containing(marker))
        .withRequestBody(containing(text));
  }

  private void chat() {
    var call =
        """
        {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function",
          "function": {"name": "weather", "arguments": "{\\"city\\":\\"Oslo\\"}"}}]}""";
    provider.stubFor(to(CHAT, "weather in Oslo").willReturn(completion(call, "tool_calls")));
    provider.stubFor(
        to(CHAT, "\"role\":\"tool\"").willReturn(completion(text("It snows in Oslo."), "stop")));
    provider.stubFor(
        to(CHAT, "structured").willReturn(completion(text("{\\\"degrees\\\": 4}"), "stop")));
    provider.stubFor(
        to(CHAT, " stream")
            .withRequestBody(containing(STREAMED))
            .willReturn(
                events(
                    chunk("{\"role\": \"assistant\", \"content\": \"\"}", "null"),
                    chunk("{\"content\": \"One \"}", "null"),
                    chunk("{\"content\": \"two \"}", "null"),
                    chunk("{\"content\": \"three\"}", "null"),
                    chunk("{}", "\"stop\""),
                    """
                    data: {"id": "c", "object": "chat.completion.chunk", "created": 1772323200,
                     "model": "gpt-4o", "choices": [], "usage": {"prompt_tokens": 12,
                     "completion_tokens": 3, "total_tokens": 15}}"""
                        .replace("\n", ""),
                    "data: [DONE]")));
    var once = "once " + marker;
    provider.stubFor(
        to(CHAT, "again")
            .inScenario(once)
            .whenScenarioStateIs(STARTED)
            .willReturn(aResponse().withStatus(500).withHeader("Retry-After", "1"))
            .willSetStateTo("again"));
    provider.stubFor(
        to(CHAT, "again")
            .inScenario(once)
            .whenScenarioStateIs("again")
            .willReturn(completion(text("At last"), "stop")));
  }

  private static String text(String said) {
    return "{\"role\": \"assistant\", \"content\": \"" + said + "\", \"refusal\": null}";
  }

  private static ResponseDefinitionBuilder completion(String message, String reason) {
    return okJson(
        """
        {"id": "c", "object": "chat.completion", "created": 1772323200, "model": "gpt-4o",
         "choices": [{"index": 0, "finish_reason": "%s", "logprobs": null, "message": %s}],
         "usage": {"prompt_tokens": 40, "completion_tokens": 8, "total_tokens": 48}}"""
            .formatted(reason, message));
  }

  private static String chunk(String delta, String reason) {
    return "data: {\"id\": \"c\", \"object\": \"chat.completion.chunk\", \"created\": 1772323200, "
        + "\"model\": \"gpt-4o\", \"choices\": [{\"index\": 0, \"delta\": "
        + delta
        + ", \"finish_reason\": "
        + reason
        + "}]}";
  }

  private void responses() {
    var whole =
        """
        {"id": "resp_1", "object": "response", "created_at": 1772323200, "status": "completed",
         "model": "gpt-4o", "output": [{"type": "message", "id": "msg_1", "status": "completed",
         "role": "assistant", "content": [{"type": "output_text", "text": "Hello from responses",
         "annotations": []}]}], "parallel_tool_calls": true, "tool_choice": "auto", "tools": [],
         "error": null, "incomplete_details": null, "instructions": null, "metadata": {},
         "temperature": 1, "top_p": 1, "usage": {"input_tokens": 9,
         "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 3,
         "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 12}}"""
            .replace("\n", "");
    provider.stubFor(to(RESPONSES, "response").willReturn(okJson(whole)));
    provider.stubFor(
        to(RESPONSES, "response")
            .withRequestBody(containing(STREAMED))
            .willReturn(
                events(
                    "event: response.created\ndata: {\"type\": \"response.created\","
                        + " \"sequence_number\": 0, \"response\": "
                        + whole
                        + "}",
                    "event: response.output_text.delta\ndata: {\"type\":"
                        + " \"response.output_text.delta\", \"sequence_number\": 1, \"item_id\":"
                        + " \"msg_1\", \"output_index\": 0, \"content_index\": 0, \"delta\": \"Hello"
                        + " from responses\"}",
                    "event: response.completed\ndata: {\"type\": \"response.completed\","
                        + " \"sequence_number\": 2, \"response\": "
                        + whole
                        + "}")));
  }

  private void messages() {
    provider.stubFor(
        to(MESSAGES, "weather in Oslo")
            .willReturn(
                message(
                    """
                    {"type": "tool_use", "id": "toolu_1", "name": "weather",
                     "input": {"city": "Oslo"}}""",
                    "tool_use")));
    provider.stubFor(
        to(MESSAGES, "tool_result")
            .willReturn(
                message("{\"type\": \"text\", \"text\": \"It snows in Oslo.\"}", "end_turn")));
    provider.stubFor(
        to(MESSAGES, " stream")
            .withRequestBody(containing(STREAMED))
            .willReturn(
                events(
                    event(
                        "message_start",
                        "\"message\": {\"id\": \"m\", \"type\": \"message\", \"role\":"
                            + " \"assistant\", \"model\": \"claude-sonnet-4-5\", \"content\": [],"
                            + " \"stop_reason\": null, \"stop_sequence\": null, \"usage\":"
                            + " {\"input_tokens\": 11, \"output_tokens\": 1}}"),
                    event(
                        "content_block_start",
                        "\"index\": 0, \"content_block\": {\"type\": \"text\", \"text\": \"\"}"),
                    delta("One "),
                    delta("two "),
                    delta("three"),
                    event("content_block_stop", "\"index\": 0"),
                    event(
                        "message_delta",
                        "\"delta\": {\"stop_reason\": \"end_turn\", \"stop_sequence\": null},"
                            + " \"usage\": {\"output_tokens\": 4}"),
                    "event: message_stop\ndata: {\"type\": \"message_stop\"}")));
    provider.stubFor(
        to(MESSAGES + "/count_tokens", "count").willReturn(okJson("{\"input_tokens\": 21}")));
  }

  private static ResponseDefinitionBuilder message(String block, String reason) {
    return okJson(
        """
        {"id": "m", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5",
         "content": [%s], "stop_reason": "%s", "stop_sequence": null,
         "usage": {"input_tokens": 30, "output_tokens": 9}}"""
            .formatted(block, reason));
  }

  private static String event(String type, String more) {
    return "event: " + type + "\ndata: {\"type\": \"" + type + "\", " + more + "}";
  }

  private static String delta(String text) {
    return event(
        "content_block_delta",
        "\"index\": 0, \"delta\": {\"type\": \"text_delta\", \"text\": \"" + text + "\"}");
  }

  private static ResponseDefinitionBuilder events(String... events) {
    return aResponse()
        .withHeader("Content-Type", "text/event-stream")
        .withBody(Stream.of(events).map(e -> e + "\n\n").collect(Collectors.joining()))
        .withChunkedDribbleDelay(4, 100);
  }
}
