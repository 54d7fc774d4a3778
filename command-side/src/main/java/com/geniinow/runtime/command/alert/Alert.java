package com.geniinow.runtime.command.alert;

import java.time.Instant;
import java.util.UUID;

/**
 * A message to people.
 *
 * @param alertId says what it is about: the same cause has the same id and is told once
 * @param kind such as {@code dead_letter}
 * @param message what a person reads, in Slack's mrkdwn
 */
public record Alert(UUID alertId, UUID agentId, String kind, String message, Instant occurredAt) {}
