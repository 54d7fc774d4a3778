package com.geniinow.runtime.query.view.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses by which rows of agent_memory_fields few memories are found among which all are that a
 * condition holds of: where several must hold one of them will do, where one of several must hold
 * each has to lead somewhere.
 */
final class MemoryLeads {
  /** Leads that are counted, at most. */
  private static final int MOST = 64;

  private final Counter counter;
  private int counted;

  MemoryLeads(Counter counter) {
    this.counter = counter;
  }

  /** Counts rows. */
  @FunctionalInterface
  interface Counter {
    /** How many rows a lead has, so many at most. */
    long count(MemorySql lead, long most);
  }

  /**
   * What leads to few memories.
   *
   * @param leads which do so together
   * @param rows that they have
   */
  record Few(List<MemorySql> leads, long rows) {}

  /** The fewest that are found; empty where they are more than so many, or nothing leads there. */
  Optional<Few> to(MemoryCondition condition, long most) {
    return switch (condition) {
      case MemoryCondition.All all -> fewest(all, most);
      case MemoryCondition.Any any -> together(any, most);
      default -> ofOne(condition, most);
    };
  }

  private Optional<Few> fewest(MemoryCondition.All all, long most) {
    Optional<Few> fewest = Optional.empty();
    for (var each : all.of()) {
      var found = to(each, fewest.isEmpty() ? most : fewest.get().rows() - 1);
      fewest = found.isPresent() ? found : fewest;
    }
    return fewest;
  }

  private Optional<Few> together(MemoryCondition.Any any, long most) {
    List<MemorySql> leads = new ArrayList<>();
    long rows = 0;
    for (var each : any.of()) {
      var found = to(each, most - rows);
      if (found.isEmpty()) {
        return found;
      }
      leads.addAll(found.get().leads());
      rows += found.get().rows();
    }
    return Optional.of(new Few(List.copyOf(leads), rows));
  }

  private Optional<Few> ofOne(MemoryCondition condition, long most) {
    Optional<Few> fewest = Optional.empty();
    for (var lead : condition.leads().limit(MOST).toList()) {
      var found = counted(lead, fewest.isEmpty() ? most : fewest.get().rows() - 1);
      fewest = found.isPresent() ? found : fewest;
    }
    return fewest;
  }

  private Optional<Few> counted(MemorySql lead, long most) {
    if (most < 0 || counted == MOST) {
      return Optional.empty();
    }
    counted++;
    long rows = counter.count(lead, most + 1);
    return rows > most ? Optional.empty() : Optional.of(new Few(List.of(lead), rows));
  }
}
