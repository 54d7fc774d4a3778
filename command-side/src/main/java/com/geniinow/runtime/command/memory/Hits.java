package com.geniinow.runtime.command.memory;

import java.util.List;
import java.util.UUID;

/**
 * What one way to search found, best first.
 *
 * @param exact whether every memory that could be among them was looked at
 */
record Hits(List<Hit> hits, boolean exact) {
  /**
   * A memory, and how good it is in this way's own measure.
   *
   * @param value more is better
   */
  record Hit(UUID memoryId, double value) {}

  Hits {
    hits = List.copyOf(hits);
  }
}
