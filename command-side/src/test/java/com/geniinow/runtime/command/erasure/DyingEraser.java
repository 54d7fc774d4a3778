package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.CommandSideApplication;
import com.geniinow.runtime.command.TestEmbedders;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.agent.AgentEvent.AgentErased;
import com.geniinow.runtime.events.agent.AgentEvent.TextErased;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A command side that stops each erasure at a place of its own, in the order in which they began,
 * and is killed with SIGKILL when it has stopped them all.
 */
final class DyingEraser {
  /** When the keys are gone and nothing says so yet: before the last commit. */
  static final String LAST = "keys gone";

  /** Where they stop: behind the commit of a batch, or with a step done that isn't counted yet. */
  static final List<String> PLACES =
      List.of(
          "batch 1", "batch 2", "step 1", "step 2", "step 3", "step 4", "step 5", "step 6",
          "step 7", LAST);

  /** Whose erasure a thread goes on with; none for the scheduler's. */
  private static final ThreadLocal<UUID> MINE = new ThreadLocal<>();

  private final Map<UUID, String> places = new ConcurrentHashMap<>();
  private final List<UUID> begun = new ArrayList<>();
  private final Map<UUID, Integer> batches = new ConcurrentHashMap<>();
  private final Set<UUID> busy = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stopped = new CountDownLatch(PLACES.size());

  private DyingEraser() {}

  /** What it prints when an erasure has reached its place. */
  static String stopped(String place) {
    return "stopped at " + place + ";";
  }

  /** Starts it; settings come from the environment. */
  public static void main(String[] arguments) throws Exception {
    var dying = new DyingEraser();
    new SpringApplicationBuilder(CommandSideApplication.class)
        .initializers(
            starting -> {
              var context = (GenericApplicationContext) starting;
              context.getBeanFactory().registerSingleton("embedders", TestEmbedders.SHARED);
              context.getBeanFactory().registerSingleton("dyingEraser", dying);
              context.registerBean("dying", BeanPostProcessor.class, dying::processor);
              context.registerBean(
                  "dyingTable", DyingTable.class, definition -> definition.setPrimary(true));
            })
        .run(arguments);
    dying.stopped.await();
    new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
  }

  private BeanPostProcessor processor() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof EventStore events) {
          events.subscribe(batch -> batch.forEach(DyingEraser.this::look));
        }
        return bean;
      }
    };
  }

  /** Within the transaction, before its commit. */
  private void look(EventMessage<?> event) {
    switch (event.getPayload()) {
      case TextErased e ->
          CurrentUnitOfWork.get()
              .root()
              .afterCommit(
                  work -> at("batch " + batches.merge(e.agentId(), 1, Integer::sum), e.agentId()));
      case AgentErased e -> at(LAST, e.agentId());
      default -> {}
    }
  }

  private void at(String place, UUID agent) {
    if (place.equals(places.get(agent))) {
      System.out.println(stopped(place));
      stopped.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Runtime.getRuntime().halt(1);
      }
    }
  }

  /** Lets each have a turn on a thread of its own, unless it has one already or is stopped. */
  private synchronized void goOn(List<ErasureTable.Run> all, ErasureJob job) {
    for (var run : all) {
      var agent = run.agentId();
      if (!places.containsKey(agent)) {
        places.put(agent, PLACES.get(begun.size()));
        begun.add(agent);
      }
      if (busy.add(agent)) {
        Thread.ofVirtual().start(() -> turn(agent, job));
      }
    }
  }

  private void turn(UUID agent, ErasureJob job) {
    MINE.set(agent);
    try {
      job.goOn();
    } finally {
      busy.remove(agent);
    }
  }

  /** Shows the job one erasure on each thread, and counts no step at which one stops. */
  static final class DyingTable extends ErasureTable {
    private final DyingEraser dying;
    private final ObjectProvider<ErasureJob> job;

    DyingTable(
        JdbcClient command,
        @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
        DyingEraser dying,
        ObjectProvider<ErasureJob> job) {
      super(command, system);
      this.dying = dying;
      this.job = job;
    }

    @Override
    List<Run> due() {
      var all = super.due();
      var mine = MINE.get();
      if (mine != null) {
        return all.stream().filter(run -> run.agentId().equals(mine)).toList();
      }
      if (!all.isEmpty()) {
        dying.goOn(all, job.getObject());
      }
      return List.of();
    }

    @Override
    void reached(UUID erasureId, int step) {
      var mine = MINE.get();
      if (mine != null) {
        dying.at("step " + step, mine);
      }
      super.reached(erasureId, step);
    }
  }
}
