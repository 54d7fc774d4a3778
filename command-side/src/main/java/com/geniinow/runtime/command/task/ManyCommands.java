package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.TaskCommand;
import com.geniinow.runtime.platform.database.DatabaseSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends many commands at once, each in a transaction of its own, with no more connections than half
 * of this process's: the other half is for whoever calls meanwhile.
 */
@Component
class ManyCommands {
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
  <C extends TaskCommand<Boolean>> void send(
      Collection<C> commands, Consumer<C> done, Duration most) {
    var left = new CountDownLatch(commands.size());
    for (var command : commands) {
      Thread.ofVirtual()
          .name("command-", 0)
          .start(
              () -> {
                try {
                  send(command, done);
                } finally {
                  left.countDown();
                }
              });
    }
    try {
      if (!left.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("{} of {} commands are under way yet", left.getCount(), commands.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <C extends TaskCommand<Boolean>> void send(C command, Consumer<C> done) {
    try {
      connections.acquire();
      try {
        if (line.send(command)) {
          done.accept(command);
        }
      } finally {
        connections.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("task {} could not be moved on; it comes again", command.taskId(), e);
    }
  }
}
