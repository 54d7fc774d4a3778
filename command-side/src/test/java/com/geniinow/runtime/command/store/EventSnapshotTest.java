package com.geniinow.runtime.command.store;

import static java.math.BigDecimal.TEN;
import static java.math.BigDecimal.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.agent.AgentEvent.KeyCreated;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetSet;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.events.task.FailureCause;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskRetry;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.filter.AssignableTypeFilter;

/**
 * The stored form of every event, pinned in {@code events/<Name>-r<revision>.json}. What was stored
 * once must be readable for ever: a file is never changed and never removed. An event whose form
 * must change gets a new revision, a new file beside the old one, and an upcaster.
 */
class EventSnapshotTest {
  private static final ObjectMapper FILES = EventJson.mapper();
  private static final Serializer STORE = EventJson.serializer();
  private static final UUID AGENT = new UUID(1, 1);
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00Z");

  /** Fields that may be missing and came after their event's form was pinned without them. */
  private static final Set<String> CAME_LATER =
      Set.of(
          "KeyCreated.prefix",
          "KeyRotated.prefix",
          "TaskAttemptFailed.cause",
          "TaskSubmitted.maxDurationSeconds",
          "TaskSubmitted.maxCalls",
          "TaskSubmitted.maxCostUsd",
          "TaskSubmitted.plan",
          "TaskRedriven.plan",
          "TaskSubmitted.labels",
          "TaskSubmitted.payloadSha256",
          "UsageReserved.priceVersion",
          "UsageReserved.pricedAs",
          "UsageReserved.call",
          "UsageReserved.day",
          "ReservationReleased.day",
          "UsageRecorded.day",
          "UsageRefused.level",
          "UsageRefused.window",
          "OverageRecorded.level",
          "OverageRecorded.window",
          "UsageRecorded.call",
          "UsageRecorded.priceVersion",
          "UsageRecorded.heldAt");

  private static final Pattern FILE = Pattern.compile("([A-Za-z]+)-r([0-9]+)\\.json");

  static List<RuntimeEvent> samples() {
    return EventSamples.ALL;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void an_event_is_stored_exactly_as_it_is_pinned(RuntimeEvent event) throws IOException {
    var stored = STORE.serialize(event, String.class);
    var pinned = pinned(event, stored);

    assertThat(stored.getType().getName()).isEqualTo(pinned.path("payload_type").asText());
    assertThat(stored.getType().getRevision()).isEqualTo(pinned.path("payload_revision").asText());
    assertThat(FILES.readTree(stored.getData())).isEqualTo(pinned.path("payload"));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void an_event_is_read_back_as_it_was(RuntimeEvent event) {
    var read = STORE.deserialize(STORE.serialize(event, String.class));

    assertThat(read).isEqualTo(event);
  }

  @Test
  void a_number_that_came_later_is_stored_where_it_is_not_0() {
    var with =
        new UsageRecorded(
            AGENT, AGENT, 1, "m", 9, 1, 10, Usd.ZERO, 10, Usd.ZERO, "2026-03", false, AT, 7, 3, 1,
            2, true, AT);
    var stored = STORE.serialize(with, String.class);

    assertThat(stored.getData())
        .contains("\"cachedInputTokens\":7")
        .contains("\"cacheWriteTokens\":3")
        .contains("\"reasoningTokens\":1")
        .contains("\"priceVersion\":2")
        .contains("\"priceAssumed\":true")
        .contains("\"heldAt\":");
    var read = STORE.deserialize(stored);
    assertThat(read).isEqualTo(with);
  }

  @Test
  void a_key_s_prefix_that_came_later_is_stored_where_there_is_one() {
    var with =
        new KeyCreated(AGENT, AGENT, "ci", List.of("tasks"), "5e", "gk_aB3-x_", null, "admin", AT);
    var stored = STORE.serialize(with, String.class);

    assertThat(stored.getData()).contains("\"prefix\":\"gk_aB3-x_\"");
    var read = STORE.deserialize(stored);
    assertThat(read).isEqualTo(with);
  }

  @Test
  void a_cause_that_came_later_is_stored_where_there_is_one() {
    var with =
        new TaskAttemptFailed(
            AGENT, AGENT, 1, "429", false, null, AT, FailureCause.PROVIDER_OUT_OF_CREDIT);
    var stored = STORE.serialize(with, String.class);

    assertThat(stored.getData()).contains("\"cause\":\"PROVIDER_OUT_OF_CREDIT\"");
    var read = STORE.deserialize(stored);
    assertThat(read).isEqualTo(with);
  }

  @Test
  void a_plan_that_came_later_is_stored_where_there_is_one() {
    var plan = new TaskPlan(1, null, AT, new TaskRetry(0, 5, 5), null);
    var with = new TaskRedriven(AGENT, AGENT, 2, "t", null, 1, Usd.ZERO, "admin", AT, plan);
    var stored = STORE.serialize(with, String.class);

    assertThat(stored.getData())
        .contains("\"plan\":{\"priority\":1,\"expiresAt\":")
        .contains("\"retry\":{\"maxRetries\":0,\"baseMillis\":5,\"maxMillis\":5}")
        .doesNotContain("runAt", "approval");
    var read = STORE.deserialize(stored);
    assertThat(read).isEqualTo(with);
  }

  static List<RuntimeEvent> withWhatCameLater() {
    return List.of(
        new UsageReserved(
            AGENT, AGENT, 1, 10, Usd.ZERO, "2026-03", AT, null, null, null, "2026-03-15", true),
        new ReservationReleased(
            AGENT, AGENT, 1, 10, Usd.ZERO, "2026-03", "failed", AT, "2026-03-15"),
        new UsageRecorded(
            AGENT,
            AGENT,
            1,
            "m",
            9,
            1,
            10,
            Usd.ZERO,
            10,
            Usd.ZERO,
            "2026-03",
            false,
            AT,
            0,
            0,
            0,
            null,
            false,
            AT,
            null,
            "2026-03-15"),
        new UsageCorrected(
            AGENT,
            AGENT,
            "2026-03",
            "2026-03-15",
            null,
            null,
            1,
            Usd.ZERO,
            null,
            null,
            "",
            "",
            AT,
            true),
        new UsageRefused(
            AGENT,
            AGENT,
            "simulate",
            LimitKind.TOKENS,
            TEN,
            TEN,
            ZERO,
            TEN,
            "2026-03-15",
            AT,
            AT,
            0,
            Level.ENTITY,
            Window.DAY),
        new OverageRecorded(
            AGENT,
            AGENT,
            LimitKind.COST,
            OveragePolicy.ALLOW,
            TEN,
            TEN,
            ZERO,
            TEN,
            "2026-03-15",
            AT,
            Level.PLATFORM,
            Window.DAY),
        new QuotaChanged(
            AGENT,
            new QuotaLimits(10, TEN, 10, 5L, Usd.of("0.5")),
            OveragePolicy.BLOCK,
            "admin",
            AT));
  }

  @ParameterizedTest
  @MethodSource("withWhatCameLater")
  void days_and_levels_that_came_later_are_stored_where_there_are_some(RuntimeEvent with) {
    var stored = STORE.serialize(with, String.class);

    assertThat(stored.getData())
        .containsAnyOf("\"day\":\"2026-03-15\"", "\"window\":\"DAY\"", "\"dailyTokens\":5");
    var read = STORE.deserialize(stored);
    assertThat(read).isEqualTo(with);
  }

  @Test
  void a_limit_that_a_budget_has_not_is_not_stored() {
    var stored =
        STORE.serialize(
            new BudgetSet(
                AGENT,
                AGENT,
                Level.PLATFORM,
                new BudgetLimits(null, null, null, Usd.of("20")),
                OveragePolicy.BLOCK,
                "admin",
                AT),
            String.class);

    assertThat(stored.getData()).contains("\"limits\":{\"dailyCostUsd\":\"20\"}");
  }

  @Test
  void limits_that_came_later_are_stored_where_a_task_has_them() {
    var with =
        new TaskSubmitted(
            AGENT, AGENT, "t", Json.EMPTY, "m", 1, Usd.ZERO, null, AT, 60, 3, Usd.of("0.5"));
    var stored = STORE.serialize(with, String.class);

    assertThat(stored.getData())
        .contains("\"maxDurationSeconds\":60")
        .contains("\"maxCalls\":3")
        .contains("\"maxCostUsd\":\"0.5");
    var read = STORE.deserialize(stored);
    assertThat(read).isEqualTo(with);
  }

  @Test
  void labels_and_a_hash_that_came_later_are_stored_where_a_task_has_them() {
    var with =
        new TaskSubmitted(
            AGENT,
            AGENT,
            "t",
            Json.EMPTY,
            "m",
            1,
            Usd.ZERO,
            null,
            AT,
            null,
            null,
            null,
            null,
            Map.of("team", "sales", "env", ""),
            "44136fa3");
    var stored = STORE.serialize(with, String.class);

    assertThat(stored.getData())
        .contains("\"labels\":{\"env\":\"\",\"team\":\"sales\"}")
        .contains("\"payloadSha256\":\"44136fa3\"");
    assertThat(STORE.<String, TaskSubmitted>deserialize(stored)).isEqualTo(with);
  }

  @Test
  void no_labels_are_stored_as_nothing_and_an_event_of_before_has_none() {
    var none =
        new TaskSubmitted(
            AGENT,
            AGENT,
            "t",
            Json.EMPTY,
            "m",
            1,
            Usd.ZERO,
            null,
            AT,
            null,
            null,
            null,
            null,
            Map.of(),
            null);
    var stored = STORE.serialize(none, String.class);

    assertThat(stored.getData()).doesNotContain("labels").doesNotContain("payloadSha256");
    TaskSubmitted read = STORE.deserialize(stored);
    assertThat(read.labels()).isNull();
    assertThat(read.payloadSha256()).isNull();
  }

  @Test
  void a_rate_that_came_later_is_stored_where_it_is_limited() {
    var limits = new QuotaLimits(1, Usd.of("2"), 3, null, null, Usd.of("0.5"));
    var with = new QuotaChanged(AGENT, limits, OveragePolicy.BLOCK, "ann", AT);
    var stored = STORE.serialize(with, String.class);

    assertThat(stored.getData()).contains("\"costPerMinuteUsd\":\"0.5");
    var read = STORE.deserialize(stored);
    assertThat(read).isEqualTo(with);
  }

  @Test
  void everything_that_was_ever_pinned_is_still_read() throws IOException {
    for (var file : files()) {
      var pinned = FILES.readTree(file.getInputStream());
      RuntimeEvent event =
          STORE.deserialize(
              new SimpleSerializedObject<>(
                  pinned.path("payload").toString(),
                  String.class,
                  pinned.path("payload_type").asText(),
                  pinned.path("payload_revision").asText()));

      assertThat(event).as(file.getFilename()).isIn(EventSamples.ALL);
    }
  }

  @Test
  void every_event_there_is_has_a_sample_and_every_file_an_event() throws IOException {
    var known =
        EventSamples.ALL.stream()
            .map(event -> event.getClass().getSimpleName())
            .collect(Collectors.toSet());
    var pinned =
        files().stream()
            .map(file -> FILE.matcher(String.valueOf(file.getFilename())))
            .peek(name -> assertThat(name.matches()).isTrue())
            .map(name -> name.group(1))
            .collect(Collectors.toSet());

    assertThat(EventSamples.ALL).hasSameSizeAs(known);
    assertThat(known).isEqualTo(events());
    assertThat(pinned).isEqualTo(events());
  }

  @Test
  void the_samples_leave_no_field_empty() throws ReflectiveOperationException {
    for (var event : EventSamples.ALL) {
      for (var field : event.getClass().getRecordComponents()) {
        if (!CAME_LATER.contains(event.getClass().getSimpleName() + "." + field.getName())) {
          assertThat(field.getAccessor().invoke(event)).as("%s of %s", field, event).isNotNull();
        }
      }
    }
  }

  /**
   * Every class that can be stored: by the sealed interfaces and by what lies on the class path.
   */
  private static Set<String> events() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AssignableTypeFilter(RuntimeEvent.class));
    return scanner.findCandidateComponents("com.geniinow.runtime.events").stream()
        .map(found -> String.valueOf(found.getBeanClassName()))
        .map(name -> name.substring(name.lastIndexOf('$') + 1))
        .collect(Collectors.toSet());
  }

  private static JsonNode pinned(RuntimeEvent event, SerializedObject<String> stored)
      throws IOException {
    var name = event.getClass().getSimpleName() + "-r" + stored.getType().getRevision() + ".json";
    for (var file : files()) {
      if (name.equals(file.getFilename())) {
        return FILES.readTree(file.getInputStream());
      }
    }
    return fail("pin it: events/%s\n%s", name, asFile(stored));
  }

  private static String asFile(SerializedObject<String> stored) throws IOException {
    var file = FILES.createObjectNode();
    file.put("payload_type", stored.getType().getName());
    file.put("payload_revision", stored.getType().getRevision());
    file.set("payload", FILES.readTree(stored.getData()));
    return file.toPrettyString();
  }

  private static List<Resource> files() throws IOException {
    var resolver = new PathMatchingResourcePatternResolver();
    return List.of(resolver.getResources("classpath:events/*.json"));
  }
}
