package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.file.FileEvent;
import com.geniinow.runtime.events.file.FileEvent.FileDeleted;
import com.geniinow.runtime.events.file.FileEvent.FileStored;
import com.geniinow.runtime.events.file.FileEvent.FileUrlIssued;

/** The table agent_files: a row for each file there is. */
public final class FileProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof FileEvent happened) {
      switch (happened) {
        case FileStored e -> insert(e, writes);
        case FileDeleted e -> writes.delete("agent_files", "file_id", e.fileId());
        case FileUrlIssued e -> {}
      }
    }
  }

  private static void insert(FileStored e, Writes writes) {
    writes
        .insert("agent_files", e.agentId())
        .set("file_id", e.fileId())
        .set("name", e.name())
        .set("content_type", e.contentType())
        .set("size_bytes", e.sizeBytes())
        .set("sha256", e.sha256())
        .set("task_id", e.taskId())
        .set("created_at", e.at());
  }
}
