package com.geniinow.runtime.query.view.task;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;

import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import com.geniinow.runtime.testing.Property;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lists beside a plain model of them: whatever is asked for, each task that fits comes once. */
class TaskFilterProperties {
  private static final Comparator<Made> OLDEST_FIRST =
      Comparator.comparing(Made::at).thenComparing(task -> task.id().toString());

  private final TaskController tasks = TaskScene.controller();

  /** A task as the model has it. */
  private record Made(
      UUID agent,
      UUID id,
      String type,
      @Nullable String model,
      Map<String, String> labels,
      String status,
      @Nullable String failureReason,
      Instant at) {
    boolean fits(TaskFilter filter) {
      return is(filter.status(), status)
          && is(filter.type(), type)
          && is(filter.model(), model)
          && is(filter.failureReason(), failureReason)
          && labels.entrySet().containsAll(filter.labels().entrySet())
          && (filter.createdFrom() == null || !at.isBefore(filter.createdFrom()))
          && (filter.createdTo() == null || at.isBefore(filter.createdTo()));
    }

    private static boolean is(@Nullable String wanted, @Nullable String value) {
      return wanted == null || wanted.equals(value);
    }
  }

  @Test
  void a_list_holds_what_fits_in_its_order_whatever_the_size_of_its_pages() {
    Property.holds(
        6,
        random -> {
          var first = RecordedAgent.provisioned();
          var second = RecordedAgent.provisioned(first.entity());
          List<Made> made = new ArrayList<>();
          for (var n = 0; n < 25; n++) {
            made.add(task(random.nextInt(3) == 0 ? second : first, random));
          }
          made.sort(OLDEST_FIRST);
          for (var n = 0; n < 12; n++) {
            var filter = filter(random, made);
            check(filter, first, made, ADMIN);
            check(filter, first, made, Callers.founder(first.entity()));
            check(filter, first, made, Callers.agent(first.id()));
            checkAll(filter, first, made);
          }
        });
  }

  private void check(TaskFilter filter, RecordedAgent agent, List<Made> made, Caller caller) {
    var own = made.stream().filter(task -> task.agent().equals(agent.id())).toList();
    Pages.assertIs(
        expected(own, filter),
        page -> tasks.list(agent.id(), filter, page, caller).map(TaskItem::taskId));
  }

  private void checkAll(TaskFilter filter, RecordedAgent agent, List<Made> made) {
    var founder = Callers.founder(agent.entity());
    Pages.assertIs(
        expected(made, filter), page -> tasks.listAll(filter, page, founder).map(TaskItem::taskId));
  }

  private static List<UUID> expected(List<Made> sorted, TaskFilter filter) {
    var fitting = sorted.stream().filter(task -> task.fits(filter)).map(Made::id).toList();
    return filter.isAscending() ? fitting : fitting.reversed();
  }

  private static Made task(RecordedAgent agent, Random random) {
    var happened = agent.happened();
    if (random.nextInt(3) == 0) {
      happened.jump(happened.at().minusSeconds(1)); // tasks of one moment
    }
    var labels = labels(random);
    var id = UUID.randomUUID();
    var type = Property.oneOf(random, "chat", "crawl");
    var model = Property.oneOf(random, "gpt", "claude", null);
    agent.commit(happened.submitted(id, type, model, labels));
    var at = happened.at();
    var status = Property.oneOf(random, "queued", "running", "dead_lettered", "cancelled");
    switch (status) {
      case "running" -> agent.commit(happened.started(id, 1));
      case "dead_lettered" -> agent.commit(happened.deadLettered(id, 1));
      case "cancelled" -> agent.commit(happened.cancelled(id));
      default -> {}
    }
    var reason = status.equals("dead_lettered") ? "retries_exhausted" : null;
    return new Made(agent.id(), id, type, model, labels, status, reason, at);
  }

  private static Map<String, String> labels(Random random) {
    var labels = new HashMap<String, String>();
    for (var name : List.of("team", "env", "ü %_\\")) {
      if (random.nextBoolean()) {
        labels.put(name, Property.oneOf(random, "", "sales", "a.b=c&d"));
      }
    }
    return labels;
  }

  private static TaskFilter filter(Random random, List<Made> made) {
    var from = rarely(random, made.get(random.nextInt(made.size())).at());
    var to = rarely(random, made.get(random.nextInt(made.size())).at());
    var wrong = from != null && to != null && from.isAfter(to);
    return new TaskFilter(
        rarely(random, Property.oneOf(random, "queued", "running", "dead_lettered", "completed")),
        rarely(random, Property.oneOf(random, "chat", "crawl", "none")),
        rarely(random, Property.oneOf(random, "gpt", "claude")),
        random.nextBoolean() ? labels(random) : Map.of(),
        wrong ? to : from,
        wrong ? from : to,
        rarely(random, "retries_exhausted"),
        Property.oneOf(random, "asc", "desc", null));
  }

  private static <T> @Nullable T rarely(Random random, T value) {
    return random.nextInt(4) == 0 ? value : null;
  }
}
