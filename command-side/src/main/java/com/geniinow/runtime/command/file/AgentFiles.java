package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/** All files of an agent, for whoever erases it. */
@Component
public class AgentFiles {
  /** Of one turn. */
  private static final int BATCH = 100;

  private final ObjectTable rows;
  private final ObjectRemover remover;
  private final AgentLine line;
  private final Now now;

  AgentFiles(ObjectTable rows, ObjectRemover remover, AgentLine line, Now now) {
    this.rows = rows;
    this.remover = remover;
    this.line = line;
    this.now = now;
  }

  /**
   * Deletes some of them, with their bytes; what is half done is done again. The first one that
   * fails ends it: where the object store is away each of the others would wait for it, too.
   *
   * @param mayGoOn asked before each of them
   * @return whether none is left, in the object store either
   * @throws com.geniinow.runtime.platform.storage.ObjectStoreUnavailableException when the store is
   *     away
   */
  public boolean removeSome(UUID agentId, String by, BooleanSupplier mayGoOn) {
    for (var row : rows.of(agentId, BATCH)) {
      if (!mayGoOn.getAsBoolean()) {
        return false;
      }
      switch (row.state()) {
        case "stored" -> line.send(new DeleteFile(agentId, row.fileId(), by, now.get()));
        case "uploading" ->
            line.send(new AbandonFile(agentId, row.fileId(), "expired", false, now.get()));
        default -> {}
      }
      remover.removeNow(row.objectName());
    }
    return rows.of(agentId, 1).isEmpty();
  }
}
