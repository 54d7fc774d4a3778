package com.geniinow.runtime.command.file;

import com.geniinow.runtime.events.file.FileEvent.FileStored;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A file as its uploader is told of it, and as the list shows it. */
record FileBody(
    UUID fileId,
    UUID agentId,
    String name,
    String contentType,
    long sizeBytes,
    String sha256,
    @Nullable UUID taskId,
    Instant createdAt) {

  static FileBody of(FileStored e) {
    return new FileBody(
        e.fileId(),
        e.agentId(),
        e.name(),
        e.contentType(),
        e.sizeBytes(),
        e.sha256(),
        e.taskId(),
        e.at());
  }
}
