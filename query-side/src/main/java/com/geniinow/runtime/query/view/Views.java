package com.geniinow.runtime.query.view;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.query.view.agent.AgentController;
import com.geniinow.runtime.query.view.agent.AgentView;
import com.geniinow.runtime.query.view.brake.BrakeListController;
import com.geniinow.runtime.query.view.brake.BrakeView;
import com.geniinow.runtime.query.view.budget.BudgetController;
import com.geniinow.runtime.query.view.budget.BudgetView;
import com.geniinow.runtime.query.view.budget.LegalHoldShowController;
import com.geniinow.runtime.query.view.budget.LegalHoldView;
import com.geniinow.runtime.query.view.budget.RetentionShowController;
import com.geniinow.runtime.query.view.budget.RetentionView;
import com.geniinow.runtime.query.view.key.AgentKeyListController;
import com.geniinow.runtime.query.view.key.AgentKeyView;
import com.geniinow.runtime.query.view.memory.MemoryController;
import com.geniinow.runtime.query.view.memory.MemoryView;
import com.geniinow.runtime.query.view.quota.QuotaController;
import com.geniinow.runtime.query.view.quota.QuotaView;
import com.geniinow.runtime.query.view.quota.UsageController;
import com.geniinow.runtime.query.view.quota.UsageView;
import com.geniinow.runtime.query.view.schedule.ScheduleListController;
import com.geniinow.runtime.query.view.schedule.ScheduleView;
import com.geniinow.runtime.query.view.task.TaskController;
import com.geniinow.runtime.query.view.task.TaskView;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The door to the read side for whoever changes something: a command is answered with what the GET
 * route would show an administrator after it. All methods throw a {@link ProblemException} of 404
 * where there is nothing to show.
 */
@Component
public class Views {
  private static final Caller RUNTIME = new Caller(Role.ADMIN, "runtime", null);

  private final AgentController agents;
  private final QuotaController quotas;
  private final UsageController usages;
  private final TaskController tasks;
  private final AgentKeyListController keys;
  private final BudgetController budgets;
  private final BrakeListController brakes;
  private final ScheduleListController schedules;
  private final MemoryController memories;
  private final LegalHoldShowController holds;
  private final RetentionShowController retentions;

  Views(
      AgentController agents,
      QuotaController quotas,
      UsageController usages,
      TaskController tasks,
      AgentKeyListController keys,
      BudgetController budgets,
      BrakeListController brakes,
      ScheduleListController schedules,
      MemoryController memories,
      LegalHoldShowController holds,
      RetentionShowController retentions) {
    this.agents = agents;
    this.quotas = quotas;
    this.usages = usages;
    this.tasks = tasks;
    this.keys = keys;
    this.budgets = budgets;
    this.brakes = brakes;
    this.schedules = schedules;
    this.memories = memories;
    this.holds = holds;
    this.retentions = retentions;
  }

  public AgentView agent(UUID agentId) {
    return agents.get(agentId, RUNTIME);
  }

  /** As it is in the tables, never from a cache. */
  public QuotaView quota(UUID agentId) {
    return quotas.read(agentId, RUNTIME);
  }

  /** A use or a correction. */
  public UsageView usage(UUID usageId) {
    return usages.get(usageId, RUNTIME);
  }

  /** An entity's, or the platform's. */
  public BudgetView budget(UUID entityId) {
    return budgets.get(entityId, RUNTIME);
  }

  /** A key that was not revoked. */
  public AgentKeyView key(UUID agentId, UUID keyId) {
    return keys.get(agentId, keyId, RUNTIME);
  }

  /** A brake, in force or released. */
  public BrakeView brake(UUID brakeId) {
    return brakes.get(brakeId, RUNTIME);
  }

  /** A schedule that was not deleted. */
  public ScheduleView schedule(UUID agentId, UUID scheduleId) {
    return schedules.get(agentId, scheduleId, RUNTIME);
  }

  /** One that is kept. */
  public MemoryView memory(UUID agentId, UUID memoryId) {
    return memories.get(agentId, memoryId, RUNTIME);
  }

  /** What keeps an entity's agents from being erased. */
  public LegalHoldView legalHold(UUID entityId) {
    return holds.get(entityId, RUNTIME);
  }

  /** How long days of an entity's agents are kept, where it says so itself. */
  public RetentionView retention(UUID entityId) {
    return retentions.get(entityId, RUNTIME);
  }

  public TaskView task(UUID taskId) {
    return tasks.get(taskId, RUNTIME);
  }
}
