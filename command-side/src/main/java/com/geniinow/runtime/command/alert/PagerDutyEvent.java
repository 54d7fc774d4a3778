package com.geniinow.runtime.command.alert;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events of PagerDuty's API v2. What was triggered and its resolution share a {@code dedup_key}.
 */
final class PagerDutyEvent {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LONGEST_SUMMARY = 1_024;

  private PagerDutyEvent() {}

  static String trigger(
      UUID crossing, String summary, Map<String, String> figures, String link, Instant at) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("summary", summary.substring(0, Math.min(summary.length(), LONGEST_SUMMARY)));
    payload.put("source", "genii");
    payload.put("severity", "critical");
    payload.put("timestamp", at.toString());
    payload.put("custom_details", figures);
    var event = event("trigger", crossing);
    event.put("payload", payload);
    event.put("links", new Object[] {Map.of("href", link, "text", "metrics")});
    return JSON.writeValueAsString(event);
  }

  static String resolve(UUID crossing) {
    return JSON.writeValueAsString(event("resolve", crossing));
  }

  /** The event as it is sent: its secret is in no table. */
  static String signed(String event, String routingKey) {
    var signed = (ObjectNode) JSON.readTree(event);
    signed.put("routing_key", routingKey);
    return signed.toString();
  }

  private static Map<String, Object> event(String action, UUID crossing) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("event_action", action);
    event.put("dedup_key", crossing.toString());
    return event;
  }
}
