package com.geniinow.runtime.command.schedule;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.task.TaskIntake;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/** What becomes of schedules. */
@Component
class ScheduleHandler {
  private final Agents agents;
  private final TaskIntake intake;

  ScheduleHandler(Agents agents, TaskIntake intake) {
    this.agents = agents;
    this.intake = intake;
  }

  /** What no run could submit is refused now. */
  @CommandHandler
  void handle(CreateSchedule c) {
    var both = agents.withQuota(c);
    both.agent().execute(Agent::mustBeActive);
    intake.mustBeSound(both, c.first());
    both.agent().execute(a -> a.createSchedule(c.schedule(), c.by(), c.at()));
  }

  @CommandHandler
  void handle(ChangeSchedule c) {
    agents
        .of(c)
        .execute(
            agent -> {
              switch (c.to()) {
                case PAUSED -> agent.pauseSchedule(c.scheduleId(), c.by(), c.at());
                case ACTIVE -> agent.resumeSchedule(c.scheduleId(), c.by(), c.at());
                case DELETED -> agent.deleteSchedule(c.scheduleId(), c.by(), c.at());
              }
            });
  }
}
