package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.line.AgentEntry;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What agents' metadata says of their calls, as their commands see it. What was read stays right
 * for as long as nothing happened to the agent, which its command knows by the version of its
 * stream.
 */
@Component
class CallLimitsTable {
  private static final int KEPT = 10_000;

  private record Read(long version, CallLimits limits) {}

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Cache<UUID, Read> kept = Caffeine.newBuilder().maximumSize(KEPT).build();

  CallLimitsTable(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /** Those of the current command's agent. */
  CallLimits read() {
    var entry = Objects.requireNonNull(AgentEntry.current());
    var before = kept.getIfPresent(entry.agentId());
    if (before != null && before.version() == entry.agentVersion()) {
      return before.limits();
    }
    var limits = CallLimits.of(jdbc, json, entry.agentId());
    kept.put(entry.agentId(), new Read(entry.agentVersion(), limits));
    return limits;
  }
}
