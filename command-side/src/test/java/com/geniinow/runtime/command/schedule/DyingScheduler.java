package com.geniinow.runtime.command.schedule;

import com.geniinow.runtime.command.CommandSideApplication;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleRan;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleSkipped;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A command side that has schedules run, stops each at a step of its own, and is killed with
 * SIGKILL when it has stopped them all.
 */
final class DyingScheduler {
  /** How late its clock is. */
  static final Duration BEHIND = Duration.ofHours(2);

  private final List<String[]> runs;
  private final CountDownLatch stopped;

  private DyingScheduler(List<String> arguments) {
    runs = arguments.stream().map(argument -> argument.split(" ")).toList();
    stopped = new CountDownLatch(runs.size());
  }

  /** What it prints when a run has reached its step. */
  static String stopped(String step) {
    return "stopped at " + step + ";";
  }

  /**
   * @param arguments each a step, an agent, its schedule and a moment
   */
  public static void main(String[] arguments) throws Exception {
    var dying = new DyingScheduler(List.of(arguments));
    var context =
        new SpringApplicationBuilder(CommandSideApplication.class)
            .initializers(
                starting ->
                    ((GenericApplicationContext) starting)
                        .registerBean("dying", BeanPostProcessor.class, dying::processor))
            .run();
    dying.run(context.getBean(AgentLine.class), context.getBean(Runs.class));
  }

  private void run(AgentLine line, Runs made) throws Exception {
    for (var run : runs) {
      var at = Instant.parse(run[3]);
      var command = made.command(UUID.fromString(run[1]), UUID.fromString(run[2]), at, at);
      Thread.ofVirtual().start(() -> line.send(command));
    }
    stopped.await();
    new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
  }

  private BeanPostProcessor processor() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof EventStore events) {
          events.subscribe(batch -> batch.forEach(DyingScheduler.this::look));
        }
        return bean instanceof Clock clock ? Clock.offset(clock, BEHIND.negated()) : bean;
      }
    };
  }

  /** Within the transaction, before its commit. */
  private void look(EventMessage<?> event) {
    switch (event.getPayload()) {
      case TaskSubmitted e -> at("submitting", e.agentId());
      case ScheduleRan e -> {
        at("noting", e.agentId());
        CurrentUnitOfWork.get().root().afterCommit(work -> at("noted", e.agentId()));
      }
      case ScheduleSkipped e -> {
        at("skipping", e.agentId());
        CurrentUnitOfWork.get().root().afterCommit(work -> at("skipped", e.agentId()));
      }
      default -> {}
    }
  }

  private void at(String step, UUID agent) {
    var isItsStep =
        runs.stream().anyMatch(run -> run[0].equals(step) && run[1].equals(agent.toString()));
    if (isItsStep) {
      System.out.println(stopped(step));
      stopped.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Runtime.getRuntime().halt(1);
      }
    }
  }
}
