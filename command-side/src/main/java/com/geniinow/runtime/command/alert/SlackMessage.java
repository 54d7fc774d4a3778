package com.geniinow.runtime.command.alert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * A message that is read at a glance: what happened, whose, the figures, where to look. It exists
 * twice, as Block Kit and as the text that notifications show. What is posted stays there whoever
 * is erased here: so it bears ids, types, reasons, amounts and links, and no name and no error.
 */
final class SlackMessage {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String emoji;
  private final String headline;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * @param emoji Slack's name of it, without colons
   * @param headline plain text of ours, at most 140 characters
   */
  SlackMessage(String emoji, String headline) {
    this.emoji = emoji;
    this.headline = headline;
  }

  /** A figure with its name; 10 at most. */
  SlackMessage field(String name, String mrkdwn) {
    fields.put(name, mrkdwn);
    return this;
  }

  /** Whom it is about, by the id alone. */
  SlackMessage agent(UUID agentId) {
    return field("Agent", SlackText.id(agentId));
  }

  /** A line below the figures. */
  SlackMessage note(String mrkdwn) {
    notes.add(mrkdwn);
    return this;
  }

  SlackMessage link(String url, String text) {
    return note("<%s|%s>".formatted(url, text));
  }

  /** All of it in Slack's mrkdwn. */
  String text() {
    var figures =
        fields.entrySet().stream()
            .map(field -> field.getKey() + " " + field.getValue())
            .collect(Collectors.joining(" · "));
    return ":%s: *%s*\n%s\n%s".formatted(emoji, headline, figures, String.join("\n", notes));
  }

  /** All of it as Block Kit's JSON. */
  String blocks() {
    var title = Map.of("type", "plain_text", "text", ":%s: %s".formatted(emoji, headline));
    var figures =
        fields.entrySet().stream()
            .map(field -> mrkdwn("*%s*\n%s".formatted(field.getKey(), field.getValue())))
            .toList();
    var below = notes.stream().map(SlackMessage::mrkdwn).toList();
    return JSON.writeValueAsString(
        List.of(
            Map.of("type", "header", "text", title),
            Map.of("type", "section", "fields", figures),
            Map.of("type", "context", "elements", below)));
  }

  private static Map<String, String> mrkdwn(String text) {
    return Map.of("type", "mrkdwn", "text", text);
  }
}
