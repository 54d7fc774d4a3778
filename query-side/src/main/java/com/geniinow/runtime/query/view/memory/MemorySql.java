package com.geniinow.runtime.query.view.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of SQL about memories, with what stands for its question marks.
 *
 * @param text in which {@code m} is the row of agent_memories
 */
public record MemorySql(String text, List<Object> parameters) {
  public MemorySql {
    parameters = List.copyOf(parameters);
  }

  static MemorySql of(String text, Object... parameters) {
    return new MemorySql(text, List.of(parameters));
  }

  /** Several, joined by a word; what stands for none of them is given, too. */
  static MemorySql join(List<MemorySql> parts, String word, String none) {
    if (parts.isEmpty()) {
      return of(none);
    }
    List<String> texts = new ArrayList<>();
    List<Object> all = new ArrayList<>();
    for (var part : parts) {
      texts.add(part.text());
      all.addAll(part.parameters());
    }
    return new MemorySql("(" + String.join(word, texts) + ")", all);
  }
}
