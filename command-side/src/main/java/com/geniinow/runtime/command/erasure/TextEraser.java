package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.erasure.ErasureTable.Run;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.agent.ErasedText;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/** Empties an agent's rows, a batch after the other, each in a transaction of its own. */
@Component
class TextEraser {
  /** Commands of one turn at most. */
  private static final int COMMANDS = 50;

  private final TextTable rows;
  private final ErasureTable runs;
  private final AgentLine line;
  private final Now now;

  TextEraser(TextTable rows, ErasureTable runs, AgentLine line, Now now) {
    this.rows = rows;
    this.runs = runs;
    this.line = line;
    this.now = now;
  }

  /**
   * Empties some rows.
   *
   * @param mayGoOn asked before each batch
   * @return whether none is left that holds text
   */
  boolean emptySome(Run run, BooleanSupplier mayGoOn) {
    var after = run.after();
    for (var n = 0; n < COMMANDS && mayGoOn.getAsBoolean(); n++) {
      var batch = rows.next(run.agentId(), after);
      if (batch == null) {
        return true;
      }
      line.send(new EraseText(run.agentId(), batch.of(), batch.rows(), now.get()));
      if (batch.of() == ErasedText.TASKS) {
        after = batch.rows().getLast();
        runs.passed(run.erasureId(), after);
      }
    }
    return false;
  }

  /**
   * Erases some of what was answered to requests with a key.
   *
   * @param mayGoOn asked before each batch
   * @return whether none is left
   */
  boolean dropAnswers(Run run, BooleanSupplier mayGoOn) {
    for (var n = 0; n < COMMANDS && mayGoOn.getAsBoolean(); n++) {
      if (line.send(new DropAnswers(run.agentId(), now.get())) == 0) {
        return true;
      }
    }
    return false;
  }
}
