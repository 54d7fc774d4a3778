package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.agent.AgentEvent.AgentProvisioned;
import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.testing.Property;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Events of one agent with any text and any figures in them; some leave no entry. */
public final class LedgerEvents {
  public static final UUID AGENT = UUID.fromString("a0000000-0000-4000-8000-000000000001");

  private static final String ASCII =
      IntStream.range(0, 128).mapToObj(Character::toString).collect(Collectors.joining());

  private LedgerEvents() {}

  public static RuntimeEvent any(Random random) {
    return event(
        random.nextInt(11),
        text(random),
        Instant.EPOCH.plus(random.nextLong(4_102_444_800_000_000L), ChronoUnit.MICROS),
        BigDecimal.valueOf(random.nextLong(1_000_000_000_000_000_000L), random.nextInt(7, 11)),
        number(random));
  }

  /** So many events that leave an entry, the same ones for the same seed. */
  public static List<RuntimeEvent> samples(long seed, int count) {
    var random = new Random(seed);
    var texts = List.of("", "Ada", "ü€", "😀", "null", "{}", "a\"b\\c", "\t\n\u0001\u007f", "x y");
    var events = new ArrayList<RuntimeEvent>();
    while (events.size() < count) {
      var event =
          event(
              random.nextInt(11),
              texts.get(random.nextInt(texts.size())),
              Instant.EPOCH.plus(random.nextLong(4_102_444_800_000_000L), ChronoUnit.MICROS),
              BigDecimal.valueOf(random.nextLong(1_000_000_000_000L), random.nextInt(11)),
              random.nextLong(Long.MAX_VALUE));
      if (LedgerStatement.of(event) != null) {
        events.add(event);
      }
    }
    return events;
  }

  /** The entry of an event that leaves one. */
  public static LedgerEntry entry(
      UUID agent, long sequence, RuntimeEvent event, UUID eventId, String previousHash) {
    var statement = LedgerStatement.of(event);
    if (statement == null) {
      throw new IllegalArgumentException("only what leaves an entry: " + event);
    }
    var details = statement.canonicalDetails(null);
    return new LedgerEntry(
        agent, sequence, statement.type(), eventId, details, previousHash, event.at());
  }

  private static RuntimeEvent event(int kind, String text, Instant at, BigDecimal usd, long n) {
    var task = new UUID(7, n);
    return switch (kind) {
      case 0 -> new AgentProvisioned(AGENT, task, text, Json.EMPTY, text, at);
      case 1 -> new AgentSuspended(AGENT, text, "admin", at);
      case 2 -> new QuotaChanged(AGENT, new QuotaLimits(n, usd, n), OveragePolicy.ALLOW, text, at);
      case 3 ->
          new OverageRecorded(
              AGENT,
              task,
              LimitKind.COST,
              OveragePolicy.ALERT_ONLY,
              usd,
              usd,
              BigDecimal.ZERO,
              usd,
              "2026-03",
              at);
      case 4 ->
          new UsageRecorded(AGENT, task, 1, null, n, 0, n, usd, n, usd, "2026-03", n % 2 == 0, at);
      case 5 -> new UsageReserved(AGENT, task, 1, n, usd, "2026-03", at);
      case 6 -> new TaskSubmitted(AGENT, task, "t", Json.EMPTY, text, n, usd, text, at);
      case 7 -> new TaskCompleted(AGENT, task, 3, Json.EMPTY, at);
      case 8 -> new TaskDeadLettered(AGENT, task, 4, text, text, at);
      case 9 ->
          new QuotaRaised(AGENT, task, Window.DAY, n, n % 2 == 0 ? null : usd, at, text, text, at);
      default -> new TaskStarted(AGENT, task, 1, text, at);
    };
  }

  /** Everything JSON has to escape, what canonical JSON must leave alone, and the rest. */
  static String text(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> characters(random, 8, "\"\\/\b\f\n\r\t\u0001\u001f\u007f\u2028<>&'");
      case 1 ->
          Property.oneOf(
              random, "", "Ada", "ü€", "😀 \ud83d\udc69\u200d\ud83d\ude80", "null", "{}");
      case 2 -> characters(random, 12, ASCII);
      default ->
          String.valueOf(
              (char)
                  Property.oneOf(random, random.nextInt(0xD800), random.nextInt(0xE000, 0x10000))
                      .intValue());
    };
  }

  private static String characters(Random random, int most, String from) {
    var text = new StringBuilder();
    for (var left = random.nextInt(most + 1); left > 0; left--) {
      text.append(from.charAt(random.nextInt(from.length())));
    }
    return text.toString();
  }

  /** Also those that a binary fraction cannot hold. */
  private static long number(Random random) {
    return Property.oneOf(
        random,
        random.nextLong(Long.MAX_VALUE),
        random.nextLong(1_000),
        0L,
        1L,
        (1L << 53) + 1,
        Long.MAX_VALUE);
  }
}
