package com.geniinow.runtime.command.call;

import com.geniinow.runtime.events.agent.CallRules;
import com.geniinow.runtime.platform.model.ModelNames;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an agent's metadata says of its calls.
 *
 * @param models that it may call; null for all
 * @param callsAtOnce that may run at once; null for as many as anybody's
 */
record CallLimits(@Nullable Set<String> models, @Nullable Integer callsAtOnce) {
  private static final CallLimits NONE = new CallLimits(null, null);

  private static final String SELECT =
      """
      SELECT json_build_object('models', metadata::json -> 'models',
        'most', metadata::json -> 'max_calls_at_once')::text FROM agents
      WHERE agent_id = ?""";

  static CallLimits of(JdbcClient jdbc, JsonMapper json, UUID agentId) {
    return jdbc.sql(SELECT)
        .param(agentId)
        .query((row, n) -> of(json.readTree(row.getString(1))))
        .optional()
        .orElse(NONE);
  }

  /** What was kept before there were rules for it says nothing. */
  private static CallLimits of(JsonNode said) {
    var models = said.path("models");
    var most = said.path("most");
    return new CallLimits(
        CallRules.areModels(texts(models)) ? Set.copyOf(texts(models)) : null,
        most.isIntegralNumber() && most.canConvertToInt() && CallRules.isMost(most.intValue())
            ? (Integer) most.intValue()
            : null);
  }

  private static List<String> texts(JsonNode models) {
    return models.isArray()
        ? models.valueStream().map(model -> model.asString("")).toList()
        : List.of();
  }

  /** Whether a model may be called; a dated variant goes with its family. */
  boolean allows(String model) {
    return models == null || models.contains(model) || models.contains(ModelNames.undated(model));
  }
}
