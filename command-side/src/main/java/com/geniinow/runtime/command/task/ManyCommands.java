package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.platform.database.DatabaseSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends many commands at once, each in a transaction of its own, with no more connections than half
 * of this process's: the other half is for whoever calls meanwhile.
 */
@Component
public class ManyCommands {
  private static final Logger log = LoggerFactory.getLogger(ManyCommands.class);

  private final AgentLine line;
  private final Semaphore connections;

  ManyCommands(AgentLine line, DatabaseSettings settings) {
    this.line = line;
    this.connections = new Semaphore(Math.max(1, settings.commandPool() / 2));
  }

  /**
   * Sends them. One that fails is logged and keeps no other waiting.
   *
   * @param done hears of each that was answered with true
   * @param most how long they are waited for; they go on after that
   */
  <C extends AgentCommand<Boolean>> void send(
      Collection<C> commands, Consumer<C> done, Duration most) {
    sendInOrder(commands.stream().map(List::of).toList(), done, most);
  }

  /** The same, where those of a list are sent one after the other. */
  <C extends AgentCommand<Boolean>> void sendInOrder(
      Collection<List<C>> commands, Consumer<C> done, Duration most) {
    sendEach(
        commands.stream().map(ManyCommands::<C>made).toList(),
        (C command, Boolean did) -> {
          if (did) {
            done.accept(command);
          }
        },
        most);
  }

  private static <C> List<Supplier<C>> made(List<C> commands) {
    return commands.stream().<Supplier<C>>map(command -> () -> command).toList();
  }

  /**
   * Makes and sends lists of commands, those of a list one after the other. One that fails is
   * logged and keeps no other waiting.
   *
   * @param done hears of each with its answer
   * @param most how long they are waited for; they go on after that
   */
  public <R, C extends AgentCommand<R>> void sendEach(
      Collection<List<Supplier<C>>> commands, BiConsumer<C, R> done, Duration most) {
    var left = new CountDownLatch(commands.size());
    for (var inOrder : commands) {
      Thread.ofVirtual()
          .name("command-", 0)
          .start(
              () -> {
                try {
                  inOrder.forEach(command -> send(command, done));
                } finally {
                  left.countDown();
                }
              });
    }
    try {
      if (!left.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("{} of {} lists of commands are under way yet", left.getCount(), commands.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <R, C extends AgentCommand<R>> void send(Supplier<C> made, BiConsumer<C, R> done) {
    Object what = "a command";
    try {
      connections.acquire();
      try {
        var command = made.get();
        what = command;
        done.accept(command, line.send(command));
      } finally {
        connections.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("{} could not be done; it comes again", what, e);
    }
  }
}
