package com.geniinow.runtime.query.file;

import com.geniinow.runtime.events.file.FileEvent;
import com.geniinow.runtime.events.file.FileEvent.FileDeleted;
import com.geniinow.runtime.events.file.FileEvent.FileStored;
import com.geniinow.runtime.events.file.FileEvent.FileUrlIssued;
import com.geniinow.runtime.query.projection.Projector;
import com.geniinow.runtime.query.projection.StoredEvent;
import com.geniinow.runtime.query.projection.Writes;

/** The table agent_files: a row for each file there is. */
public final class FileProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof FileEvent happened) {
      switch (happened) {
        case FileStored e -> insert(e, writes);
        case FileDeleted e ->
            writes.one(
                "DELETE FROM agent_files WHERE file_id = ? AND agent_id = ?",
                e.fileId(),
                e.agentId());
        case FileUrlIssued e -> {}
      }
    }
  }

  private static void insert(FileStored e, Writes writes) {
    writes.one(
        """
        INSERT INTO agent_files
          (file_id, agent_id, entity_id, name, content_type, size_bytes, sha256, task_id, created_at)
        SELECT ?, agent_id, entity_id, ?, ?, ?, ?, ?, ? FROM agents WHERE agent_id = ?""",
        e.fileId(),
        e.name(),
        e.contentType(),
        e.sizeBytes(),
        e.sha256(),
        e.taskId(),
        e.at(),
        e.agentId());
  }
}
