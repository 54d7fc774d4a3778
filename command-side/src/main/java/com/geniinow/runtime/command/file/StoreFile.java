package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.file.FileEvent.FileStored;
import java.time.Instant;
import java.util.UUID;

/** Keeps a file whose object is in the store, whole. */
record StoreFile(FileStored file) implements AgentCommand<Void> {
  @Override
  public UUID agentId() {
    return file.agentId();
  }

  @Override
  public Instant at() {
    return file.at();
  }
}
