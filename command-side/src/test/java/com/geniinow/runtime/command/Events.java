package com.geniinow.runtime.command;

import com.geniinow.runtime.platform.web.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** An agent's events as they are stored, and what follows from them by the test's own reckoning. */
public final class Events {
  private final List<Event> events;

  private Events(List<Event> events) {
    this.events = events;
  }

  /**
   * One stored event.
   *
   * @param kind the simple name of its class
   */
  public record Event(
      String id, String kind, long sequence, String aggregateType, JsonNode payload) {
    String text(String field) {
      return payload.path(field).asString();
    }

    long number(String field) {
      return payload.path(field).asLong();
    }

    BigDecimal money(String field) {
      return new BigDecimal(payload.path(field).asString());
    }
  }

  /** Reads them in the order they were stored in. */
  public static Events of(UUID agentId) {
    return new Events(
        Superuser.jdbc()
            .query(
                """
                SELECT event_identifier, payload_type, sequence_number, type, payload
                FROM domain_event_entry WHERE agent_id = ? ORDER BY global_index""",
                (row, n) ->
                    new Event(
                        row.getString(1),
                        row.getString(2).replaceAll(".*[.$]", ""),
                        row.getLong(3),
                        row.getString(4),
                        Json.mapper().readTree(row.getString(5))),
                agentId));
  }

  public List<Event> all() {
    return events;
  }

  /** How many there are of each kind. */
  public long count(String kind) {
    return events.stream().filter(event -> event.kind().equals(kind)).count();
  }

  /** Whether both streams of the agent count up from 0 without a gap. */
  public boolean gapless() {
    var next = new TreeMap<String, Long>();
    return events.stream()
        .allMatch(e -> e.sequence() == next.merge(e.aggregateType(), 1L, Long::sum) - 1);
  }

  /** Tokens and dollars of one month. */
  public record Totals(long used, long reserved, BigDecimal costUsed, BigDecimal costReserved) {
    static final Totals NONE = new Totals(0, 0, BigDecimal.ZERO, BigDecimal.ZERO);

    Totals plus(long use, long hold, BigDecimal cost, BigDecimal costHold) {
      return new Totals(
          used + use, reserved + hold, costUsed.add(cost), costReserved.add(costHold));
    }

    long tokens() {
      return used + reserved;
    }

    BigDecimal costUsd() {
      return costUsed.add(costReserved);
    }

    /** Equal whatever the number of trailing zeros. */
    public Totals normal() {
      return new Totals(
          used, reserved, costUsed.stripTrailingZeros(), costReserved.stripTrailingZeros());
    }
  }

  /** What the events say was used and is held in a month. */
  public Totals totals(String period) {
    var totals = Totals.NONE;
    for (var e : events) {
      totals = e.text("period").equals(period) ? after(totals, e) : totals;
    }
    return totals.normal();
  }

  /** The most tokens that were used and held together right after one was admitted. */
  public long mostTokensAdmitted() {
    var totals = new TreeMap<String, Totals>();
    long most = 0;
    for (var e : events) {
      var now = after(totals.getOrDefault(e.text("period"), Totals.NONE), e);
      totals.put(e.text("period"), now);
      if (e.kind().equals("UsageReserved")) {
        most = Math.max(most, now.used() + now.reserved());
      }
    }
    return most;
  }

  /**
   * The kinds of events that brought what is used and held above these limits, or further above.
   */
  public Set<String> passing(long tokens, BigDecimal costUsd) {
    var totals = new TreeMap<String, Totals>();
    var kinds = new TreeSet<String>();
    for (var e : events) {
      var before = totals.getOrDefault(e.text("period"), Totals.NONE);
      var now = after(before, e);
      totals.put(e.text("period"), now);
      if (now.tokens() > Math.max(tokens, before.tokens())
          || now.costUsd().compareTo(costUsd.max(before.costUsd())) > 0) {
        kinds.add(e.kind());
      }
    }
    return kinds;
  }

  private static Totals after(Totals totals, Event e) {
    var zero = BigDecimal.ZERO;
    return switch (e.kind()) {
      case "UsageReserved" -> totals.plus(0, e.number("tokens"), zero, e.money("costUsd"));
      case "ReservationReleased" ->
          totals.plus(0, -e.number("tokens"), zero, e.money("costUsd").negate());
      case "UsageRecorded" ->
          totals.plus(
              e.number("tokens"),
              -e.number("reservedTokens"),
              e.money("costUsd"),
              e.money("reservedCostUsd").negate());
      case "UsageCorrected" -> totals.plus(e.number("tokens"), 0, e.money("costUsd"), zero);
      default -> totals;
    };
  }

  /** Where each task is, by the last of its events. */
  public Map<UUID, String> statuses() {
    var statuses = new TreeMap<UUID, String>();
    for (var e : events) {
      var status =
          switch (e.kind()) {
            case "TaskSubmitted", "TaskRequeued", "TaskRedriven" -> "queued";
            case "TaskStarted" -> "running";
            case "TaskCompleted" -> "completed";
            case "TaskAttemptFailed" -> "retrying";
            case "TaskDeadLettered" -> "dead_lettered";
            case "TaskCancelled" -> "cancelled";
            default -> null;
          };
      if (status != null) {
        statuses.put(UUID.fromString(e.text("taskId")), status);
      }
    }
    return statuses;
  }
}
