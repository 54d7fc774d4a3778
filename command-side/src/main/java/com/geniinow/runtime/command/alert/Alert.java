package com.geniinow.runtime.command.alert;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message to people.
 *
 * @param alertId says what it is about: the same cause has the same id and is told once
 * @param agentId null for what concerns the whole fleet
 * @param kind such as {@code dead_letter}
 * @param message what a person reads, in Slack's mrkdwn
 * @param body what the channel is sent beside the message, as JSON; null for nothing
 */
public record Alert(
    UUID alertId,
    @Nullable UUID agentId,
    String kind,
    Via via,
    String message,
    @Nullable String body,
    Instant occurredAt) {
  /** An alert about one agent, to Slack. */
  static Alert toSlack(UUID alertId, UUID agentId, String kind, SlackMessage message, Instant at) {
    return new Alert(alertId, agentId, kind, Via.SLACK, message.text(), message.blocks(), at);
  }
}
