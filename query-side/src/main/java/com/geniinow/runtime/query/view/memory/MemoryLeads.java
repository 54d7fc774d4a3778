package com.geniinow.runtime.query.view.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Chooses by which rows of agent_memory_fields few memories are found among which all are that a
 * condition holds of: where several must hold one of them will do, or what several lead to, where
 * one of several must hold each has to lead somewhere.
 */
final class MemoryLeads {
  /** Leads that are counted, at most. */
  private static final int MOST = 64;

  /** Rows up to which those of a lead are looked for among another's. */
  static final int MANY = 30_000;

  /** Leads of which that is done, at most: those with the fewest rows. */
  private static final int SHARING = 3;

  /** Rows that are counted in all, at most: some hundredths of a second. */
  private static final int MOST_ROWS = 500_000;

  private final UUID agentId;
  private final Counter counter;
  private int counted;
  private long left = MOST_ROWS;

  MemoryLeads(UUID agentId, Counter counter) {
    this.agentId = agentId;
    this.counter = counter;
  }

  /** Counts rows. */
  @FunctionalInterface
  interface Counter {
    /** How many rows a query has, so many at most. */
    long count(MemorySql query, long most);
  }

  /**
   * What leads to few memories.
   *
   * @param ids a query for the ids of these, some perhaps more than once
   * @param rows that it has
   */
  record Few(MemorySql ids, long rows) {}

  /** The fewest that are found; empty where they are more than so many, or nothing leads there. */
  Optional<Few> to(MemoryCondition condition, long most) {
    if (most < 0) {
      return Optional.empty();
    }
    return condition instanceof MemoryCondition.Any any
        ? together(any, most)
        : fewest(parts(condition), most);
  }

  private Optional<Few> together(MemoryCondition.Any any, long most) {
    List<MemorySql> all = new ArrayList<>();
    long rows = 0;
    for (var each : any.of()) {
      var found = to(each, most - rows);
      if (found.isEmpty()) {
        return found;
      }
      all.add(found.get().ids());
      rows += found.get().rows();
    }
    return Optional.of(new Few(MemorySql.join(all, " UNION ALL ", ""), rows));
  }

  /** By the one part that has the fewest, or else by what those share that haven't very many. */
  private Optional<Few> fewest(List<LongFunction<Optional<Few>>> parts, long most) {
    Optional<Few> fewest = Optional.empty();
    for (var part : parts) {
      var found = part.apply(fewest.isEmpty() ? most : fewest.get().rows() - 1);
      fewest = found.isPresent() ? found : fewest;
    }
    return fewest.isPresent() || parts.size() == 1 ? fewest : shared(parts, most);
  }

  private Optional<Few> shared(List<LongFunction<Optional<Few>>> parts, long most) {
    var found =
        parts.stream()
            .map(part -> part.apply(MANY))
            .flatMap(Optional::stream)
            .sorted(Comparator.comparingLong(Few::rows))
            .limit(SHARING)
            .toList();
    long rows = found.stream().mapToLong(Few::rows).sum();
    if (found.size() < 2 || rows > left) {
      return Optional.empty();
    }
    left -= rows;
    return counted(MemorySql.join(found.stream().map(Few::ids).toList(), " INTERSECT ", ""), most);
  }

  /** What finds the memories of each condition of those that must all hold, so many at most. */
  private List<LongFunction<Optional<Few>>> parts(MemoryCondition condition) {
    List<LongFunction<Optional<Few>>> parts = new ArrayList<>();
    Map<Object, List<MemorySql>> compared = new LinkedHashMap<>();
    flat(condition)
        .forEach(
            each -> {
              if (each instanceof MemoryCondition.Any any) {
                parts.add(most -> together(any, most));
              } else if (each instanceof MemoryCondition.Comparison one) {
                var field = Map.entry(one.getClass(), one.path());
                compared
                    .computeIfAbsent(field, f -> new ArrayList<>())
                    .addAll(one.leads().toList());
              } else {
                each.leads().forEach(lead -> parts.add(most -> counted(ids(lead), most)));
              }
            });
    // Both ends of a range are of one row: a list is never compared.
    compared.values().stream()
        .filter(leads -> !leads.isEmpty())
        .map(leads -> ids(MemorySql.join(leads, " AND ", "")))
        .forEach(ids -> parts.add(most -> counted(ids, most)));
    return parts;
  }

  private static Stream<MemoryCondition> flat(MemoryCondition condition) {
    return condition instanceof MemoryCondition.All all
        ? all.of().stream().flatMap(MemoryLeads::flat)
        : Stream.of(condition);
  }

  private MemorySql ids(MemorySql lead) {
    List<Object> parameters = new ArrayList<>();
    parameters.add(agentId);
    parameters.addAll(lead.parameters());
    return new MemorySql(
        "(SELECT f.memory_id FROM agent_memory_fields f WHERE f.agent_id = ? AND %s)"
            .formatted(lead.text()),
        parameters);
  }

  private Optional<Few> counted(MemorySql ids, long most) {
    long wanted = Math.min(most, left);
    if (wanted < 0 || counted == MOST) {
      return Optional.empty();
    }
    counted++;
    long rows = counter.count(ids, wanted + 1);
    left -= rows;
    return rows > wanted ? Optional.empty() : Optional.of(new Few(ids, rows));
  }
}
