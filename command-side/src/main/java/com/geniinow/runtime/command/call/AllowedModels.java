package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Which models an agent may call: those that its metadata lists as {@code models}, else all. */
@Component
public class AllowedModels {
  private final JdbcClient system;
  private final JsonMapper json;

  AllowedModels(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, JsonMapper json) {
    this.system = system;
    this.json = json;
  }

  /** As it is now; the hold looks again. */
  public Predicate<String> of(UUID agentId) {
    return CallLimits.of(system, json, agentId)::allows;
  }
}
