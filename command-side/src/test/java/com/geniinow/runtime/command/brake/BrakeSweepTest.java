package com.geniinow.runtime.command.brake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.events.brake.BrakeScope;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Whoever set a brake, or released it, has died since. */
@RuntimeTest
class BrakeSweepTest {
  @Autowired TaskClient tasks;
  @Autowired AgentLine line;
  @Autowired Now now;

  @Test
  void what_a_brake_stops_is_ended_by_any_process() {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    tasks.start(task);
    var id = UUID.randomUUID();

    line.send(
        new SetBrake(id, BrakeScope.AGENT, agent.toString(), null, "a drill", "ann", now.get()));

    await().atMost(TaskClient.SOON).until(() -> tasks.events(task).contains("TaskBraked"));
    assertThat(tasks.status(task)).isEqualTo("queued");

    line.send(new ReleaseBrake(id, "over", "ann", now.get()));

    await().atMost(TaskClient.SOON).until(() -> tasks.events(task).contains("TaskUnbraked"));
    assertThat(tasks.start(task)).isEqualTo(2);
  }
}
