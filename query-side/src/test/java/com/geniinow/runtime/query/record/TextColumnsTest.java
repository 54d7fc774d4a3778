package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Sealed;
import com.geniinow.runtime.events.SealedNames;
import com.geniinow.runtime.query.record.Change.Insert;
import com.geniinow.runtime.query.record.Change.Update;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which columns a replay leaves empty once the text of events can't be read any more. */
class TextColumnsTest {
  private static final List<Projector> PROJECTORS =
      List.of(
          new AgentProjector(),
          new QuotaProjector(),
          new TaskProjector(),
          new ScheduleProjector(),
          new FileProjector(),
          new KeyProjector(),
          new AccessProjector(),
          new WebhookProjector(),
          new SystemEventProjector());

  /** Whoever seals another component, or projects one, finds here what to say of it. */
  @Test
  void what_events_without_their_text_make_differs_in_those_columns_and_no_others() {
    var differing = new TreeMap<String, Set<String>>();
    for (var type : AnyEvents.types()) {
      if (!SealedNames.of(type).marked().isEmpty()) {
        compare(changes(AnyEvents.of(type)), changes(withoutText(type)), differing);
      }
    }

    assertThat(differing.keySet())
        .containsExactlyInAnyOrder(
            "agents",
            "agent_tasks",
            "agent_schedules",
            "agent_files",
            "agent_keys",
            "agent_quota_usage",
            "limit_raises",
            "webhooks");
    differing.forEach(
        (table, columns) ->
            assertThat(columns)
                .as(table)
                .containsExactlyInAnyOrderElementsOf(TextColumns.of(table)));
  }

  @Test
  void a_table_without_text_has_none_and_labels_are_text_as_a_whole() {
    assertThat(TextColumns.of("agent_quotas")).isEmpty();
    assertThat(TextColumns.of("task_labels")).isEmpty();
    assertThat(Projections.TABLES).filteredOn(TextColumns::isWhole).containsExactly("task_labels");
  }

  private static RuntimeEvent withoutText(Class<?> type) {
    return AnyEvents.of(
        type,
        component ->
            component.isAnnotationPresent(Sealed.class) ? null : AnyEvents.value(component));
  }

  private static List<Change> changes(RuntimeEvent event) {
    var writes = new Writes();
    var stored = new StoredEvent(new UUID(7, 7), "Agent", 1, event, null);
    PROJECTORS.forEach(projector -> projector.project(stored, writes));
    return writes.drain();
  }

  private static void compare(
      List<Change> with, List<Change> without, Map<String, Set<String>> differing) {
    assertThat(without).noneMatch(change -> TextColumns.isWhole(change.table()));
    var others = with.stream().filter(change -> !TextColumns.isWhole(change.table())).toList();
    assertThat(without).hasSameSizeAs(others);
    for (var n = 0; n < others.size(); n++) {
      var table = others.get(n).table();
      var there = values(without.get(n));
      assertThat(without.get(n).table()).isEqualTo(table);
      values(others.get(n))
          .forEach(
              (column, value) -> {
                if (value != null && !value.equals(there.get(column))) {
                  differing.computeIfAbsent(table, each -> new TreeSet<>()).add(column);
                }
              });
    }
  }

  private static Map<String, @Nullable Object> values(Change change) {
    if (change instanceof Insert insert) {
      return insert.values();
    }
    var values = new HashMap<String, @Nullable Object>();
    if (change instanceof Update update) {
      update.assignments().forEach(each -> values.put(each.column(), each.value()));
    }
    return values;
  }
}
