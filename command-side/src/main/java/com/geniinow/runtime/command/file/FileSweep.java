package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Ends what a crash broke off: uploads that nobody renews, and deletions half done. */
@Component
class FileSweep implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(FileSweep.class);
  private static final int BATCH = 500;

  private final ObjectTable rows;
  private final ObjectRemover remover;
  private final AgentLine line;
  private final Now now;

  FileSweep(ObjectTable rows, ObjectRemover remover, AgentLine line, Now now) {
    this.rows = rows;
    this.remover = remover;
    this.line = line;
    this.now = now;
  }

  @Override
  public String name() {
    return "file-sweep";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byDatabase(
            """
            SELECT due FROM file_objects WHERE state <> 'stored' ORDER BY due LIMIT 1"""));
  }

  @Override
  public void run() {
    rows.due(BATCH).forEach(this::end);
  }

  /** One that fails must not keep the others waiting; it comes again at the next turn. */
  private void end(ObjectTable.Row row) {
    try {
      if (row.state().equals("uploading")) {
        var goesOn =
            line.send(new AbandonFile(row.agentId(), row.fileId(), "expired", true, now.get()));
        if (goesOn) {
          return;
        }
      }
      remover.remove(row.objectName());
    } catch (RuntimeException e) {
      log.warn("file {} could not be swept: {}", row.fileId(), e.toString());
    }
  }
}
