package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.agent.Concurrency;
import com.geniinow.runtime.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules for what is kept with an agent, the same when it is provisioned and imported. */
final class AgentMetadata {
  private static final int MAX_CHARS = 16_384;

  private AgentMetadata() {}

  /**
   * As it is stored; an empty object where there is none.
   *
   * @throws ProblemException 400 when it is longer than 16,384 characters, or {@code concurrency}
   *     is there and no whole number of {@link Concurrency}
   */
  static Json of(@Nullable ObjectNode metadata) {
    if (metadata == null) {
      return new Json("{}");
    }
    var text = metadata.toString();
    if (text.length() > MAX_CHARS) {
      throw ProblemException.invalidField("metadata", "is longer than 16,384 characters");
    }
    mustBeConcurrency(metadata.path(Concurrency.FIELD));
    return new Json(text);
  }

  /** The one field of the metadata that the runtime itself reads. */
  private static void mustBeConcurrency(JsonNode limit) {
    if (!limit.isMissingNode()
        && !(limit.isIntegralNumber()
            && limit.canConvertToLong()
            && Concurrency.isOne(limit.longValue()))) {
      throw ProblemException.invalidField("metadata." + Concurrency.FIELD, Concurrency.RULE);
    }
  }
}
