package com.geniinow.runtime.command.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What may be used by whom, kept as plainly as can be; it shares no code with the product. */
final class BudgetModel {
  private static final int MOST_RAISES = 20;

  private record Use(
      String agent, String entity, String month, String day, long tokens, boolean held) {}

  private record Raise(boolean ofDay, long tokens, Instant until) {}

  private final Map<String, Use> uses = new HashMap<>();
  private final List<Use> ended = new ArrayList<>();
  private final Map<String, Long> limits = new HashMap<>();
  private final Map<String, List<Raise>> raises = new HashMap<>();

  /** Whether so many more would pass any limit. */
  boolean passed(String agent, String entity, long tokens, Instant now) {
    return List.of(agent, entity, "platform").stream()
        .anyMatch(who -> passed(who, true, tokens, now) || passed(who, false, tokens, now));
  }

  private boolean passed(String who, boolean ofDay, long tokens, Instant now) {
    var limit = limits.get(who + ofDay);
    if (limit == null) {
      return false;
    }
    long raised =
        raises.getOrDefault(who, List.of()).stream()
            .filter(raise -> raise.ofDay() == ofDay && raise.until().isAfter(now))
            .mapToLong(Raise::tokens)
            .sum();
    var all = new ArrayList<>(uses.values());
    all.addAll(ended);
    long taken =
        all.stream()
            .filter(
                use ->
                    (who.equals("platform") || who.equals(use.agent()) || who.equals(use.entity()))
                        && (ofDay
                            ? use.day().equals(day(now))
                            : use.month().equals(day(now).substring(0, 7))))
            .mapToLong(Use::tokens)
            .sum();
    return taken + tokens > limit + raised;
  }

  private static String day(Instant at) {
    return at.toString().substring(0, 10);
  }

  void hold(String task, String agent, String entity, long tokens, Instant now) {
    uses.put(task, new Use(agent, entity, day(now).substring(0, 7), day(now), tokens, true));
  }

  long held(String task) {
    return uses.get(task).tokens();
  }

  /** A hold ends, and counts in its own month and day. */
  void use(String task, long tokens) {
    var use = uses.remove(task);
    ended.add(new Use(use.agent(), use.entity(), use.month(), use.day(), tokens, false));
  }

  @Nullable String anyTaskOf(String entity, Random random) {
    var tasks =
        uses.entrySet().stream()
            .filter(use -> use.getValue().entity().equals(entity))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return tasks.isEmpty() ? null : tasks.get(random.nextInt(tasks.size()));
  }

  void limit(String who, boolean ofDay, long limit) {
    limits.put(who + ofDay, limit);
  }

  /** False where there is nothing to be raised, or too many raises are in force. */
  boolean raise(String who, boolean ofDay, long tokens, Instant until, Instant now) {
    var all = raises.computeIfAbsent(who, any -> new ArrayList<>());
    if (!limits.containsKey(who + ofDay)
        || all.stream().filter(raise -> raise.until().isAfter(now)).count() >= MOST_RAISES) {
      return false;
    }
    return all.add(new Raise(ofDay, tokens, until));
  }
}
