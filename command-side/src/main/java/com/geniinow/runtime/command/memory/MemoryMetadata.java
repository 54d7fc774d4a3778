package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.QuotedText;
import com.geniinow.runtime.query.view.memory.MemoryFilter;
import com.geniinow.runtime.query.view.memory.MemoryJson;
import tools.jackson.databind.node.ObjectNode;

/** Metadata of memories: JSON objects that PostgreSQL can look into, without operators. */
final class MemoryMetadata {
  private MemoryMetadata() {}

  /**
   * Checks metadata that are to be kept. A key that looks like an operator could never be asked
   * for.
   *
   * @throws ProblemException 400 naming the field
   */
  static void checked(String field, ObjectNode metadata) {
    MemoryJson.checked(field, metadata);
    var operator = MemoryFilter.operatorIn(metadata);
    if (operator != null) {
      throw ProblemException.invalidField(
          field, "has the key %s: none may begin with $".formatted(QuotedText.clean(operator, 50)));
    }
  }
}
