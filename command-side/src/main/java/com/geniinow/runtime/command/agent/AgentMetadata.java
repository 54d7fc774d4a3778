package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.agent.Concurrency;
import com.geniinow.runtime.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules for what is kept with an agent, the same when it is provisioned, imported and changed.
 */
final class AgentMetadata {
  private static final int MAX_CHARS = 16_384;

  private AgentMetadata() {}

  /**
   * As it is stored; an empty object where there is none.
   *
   * @throws ProblemException 400 for what {@link #wrong} finds
   */
  static Json of(@Nullable ObjectNode metadata) {
    if (metadata == null) {
      return new Json("{}");
    }
    var wrong = wrong(metadata);
    if (wrong != null) {
      throw ProblemException.invalidField(wrong.field(), wrong.why());
    }
    return new Json(metadata.toString());
  }

  /** What can't be kept, and why not. */
  record Wrong(String field, String why) {}

  /**
   * What is wrong: more than 16,384 characters, or {@code concurrency} that is there and no whole
   * number of {@link Concurrency}, the one field that the runtime itself reads. Null for nothing.
   */
  static @Nullable Wrong wrong(ObjectNode metadata) {
    if (metadata.toString().length() > MAX_CHARS) {
      return new Wrong("metadata", "is longer than 16,384 characters");
    }
    var limit = metadata.path(Concurrency.FIELD);
    var isGood =
        limit.isMissingNode()
            || limit.isIntegralNumber()
                && limit.canConvertToLong()
                && Concurrency.isOne(limit.longValue());
    return isGood ? null : new Wrong("metadata." + Concurrency.FIELD, Concurrency.RULE);
  }
}
