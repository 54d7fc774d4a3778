package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/** All files of an agent, for whoever erases it. */
@Component
public class AgentFiles {
  /** Of one turn. */
  private static final int BATCH = 100;

  /** So many that fail end a turn: each of the others may wait for the same. */
  private static final int FAILURES = 3;

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
   * Deletes some of them, with their bytes; what is half done is done again. One that fails keeps
   * no other waiting, but {@value #FAILURES} end it: where the object store is away each of the
   * others would wait for it, too.
   *
   * @param mayGoOn asked before each of them
   * @return whether none is left, in the object store either
   * @throws com.geniinow.runtime.platform.storage.ObjectStoreUnavailableException when the store is
   *     away; of several failures, of whatever kind, the first is thrown
   */
  public boolean removeSome(UUID agentId, String by, BooleanSupplier mayGoOn) {
    List<RuntimeException> failures = new ArrayList<>();
    for (var row : rows.of(agentId, BATCH)) {
      if (failures.size() == FAILURES || !mayGoOn.getAsBoolean()) {
        break;
      }
      try {
        remove(row, by);
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    return rows.of(agentId, 1).isEmpty();
  }

  private void remove(ObjectTable.Row row, String by) {
    var agentId = row.agentId();
    switch (row.state()) {
      case "stored" -> line.send(new DeleteFile(agentId, row.fileId(), by, now.get()));
      case "uploading" ->
          line.send(new AbandonFile(agentId, row.fileId(), "expired", false, now.get()));
      default -> {}
    }
    remover.removeNow(row.objectName());
  }
}
