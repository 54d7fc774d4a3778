package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.agent.CallRules;
import com.geniinow.runtime.events.agent.Concurrency;
import com.geniinow.runtime.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
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
   * What is wrong: more than 16,384 characters, or a field that the runtime itself reads and can't:
   * {@code concurrency} ({@link Concurrency}), {@code models} and {@code max_calls_at_once} ({@link
   * CallRules}), {@code approval_over_usd} ({@link ApprovalRule}). Null for nothing.
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
    return isGood
        ? ofCalls(metadata)
        : new Wrong("metadata." + Concurrency.FIELD, Concurrency.RULE);
  }

  private static @Nullable Wrong ofCalls(ObjectNode metadata) {
    var models = metadata.path(CallRules.MODELS);
    var most = metadata.path(CallRules.MOST);
    if (!models.isMissingNode()
        && !(models.isArray()
            && models.valueStream().allMatch(JsonNode::isString)
            && CallRules.areModels(models.valueStream().map(JsonNode::stringValue).toList()))) {
      return new Wrong("metadata." + CallRules.MODELS, CallRules.MODELS_RULE);
    }
    var isGood =
        most.isMissingNode()
            || most.isIntegralNumber()
                && most.canConvertToLong()
                && CallRules.isMost(most.longValue());
    return isGood
        ? ofApproval(metadata)
        : new Wrong("metadata." + CallRules.MOST, CallRules.MOST_RULE);
  }

  private static @Nullable Wrong ofApproval(ObjectNode metadata) {
    var over = metadata.path(ApprovalRule.FIELD);
    return over.isMissingNode() || ApprovalRule.isOne(over)
        ? null
        : new Wrong("metadata." + ApprovalRule.FIELD, ApprovalRule.RULE);
  }
}
