package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes the words of an agent's memories anew after its metadata name another language. Until the
 * last is made they are looked up as before, those that are made already perhaps not found.
 */
@Component
class MemoryLanguages implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(MemoryLanguages.class);

  private final RecordingTable table;
  private final AgentLine line;
  private final Now now;

  MemoryLanguages(RecordingTable table, AgentLine line, Now now) {
    this.table = table;
    this.line = line;
    this.now = now;
  }

  @Override
  public String name() {
    return "memory-languages";
  }

  /** Not more often: what it asks no index answers. */
  @Override
  public Duration every() {
    return Duration.ofMinutes(1);
  }

  @Override
  public void run() {
    for (var wanted : table.otherLanguages()) {
      try {
        int done;
        do {
          if (Thread.currentThread().isInterrupted()) {
            return;
          }
          done =
              line.send(
                  new TendMemories.Reword(
                      wanted.agentId(), wanted.language(), MemoryRecorder.STEP, now.get()));
        } while (done > 0);
        log.info(
            "the words of agent {}'s memories are of {} now", wanted.agentId(), wanted.language());
      } catch (RuntimeException e) {
        log.warn("the memories of agent {} keep their words yet", wanted.agentId(), e);
      }
    }
  }
}
