package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.agent.NewFile;
import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.query.view.file.FileView;
import java.time.Instant;
import java.util.UUID;

/** Keeps a file whose object is in the store, whole. */
record StoreFile(UUID agentId, NewFile file, Instant at) implements AgentCommand<Void> {
  /** The file as callers see it once it is kept. */
  FileView view() {
    return new FileView(
        file.fileId(),
        agentId,
        file.name(),
        file.contentType(),
        file.sizeBytes(),
        file.sha256(),
        file.taskId(),
        at);
  }
}
