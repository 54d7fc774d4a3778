package com.geniinow.runtime.query;

import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.web.Views;
import java.util.UUID;
import java.util.function.BiFunction;

/** Answers commands with what the GET routes would show an administrator. */
final class RuntimeViews implements Views {
  private static final Caller RUNTIME = new Caller(Role.ADMIN, "runtime", null);

  private final BiFunction<UUID, Caller, Object> agents;
  private final BiFunction<UUID, Caller, Object> quotas;
  private final BiFunction<UUID, Caller, Object> tasks;

  RuntimeViews(
      BiFunction<UUID, Caller, Object> agents,
      BiFunction<UUID, Caller, Object> quotas,
      BiFunction<UUID, Caller, Object> tasks) {
    this.agents = agents;
    this.quotas = quotas;
    this.tasks = tasks;
  }

  @Override
  public Object agent(UUID agentId) {
    return agents.apply(agentId, RUNTIME);
  }

  @Override
  public Object quota(UUID agentId) {
    return quotas.apply(agentId, RUNTIME);
  }

  @Override
  public Object task(UUID taskId) {
    return tasks.apply(taskId, RUNTIME);
  }
}
