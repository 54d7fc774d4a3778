package com.geniinow.runtime.events.file;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Sealed;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an agent's files. Where a file lies in the object store is in no event: whoever
 * may read events learns nothing of that.
 */
public sealed interface FileEvent extends RuntimeEvent {
  /** The file this is about. */
  UUID fileId();

  /**
   * A file is kept, whole.
   *
   * @param name as its uploader called it; never part of a path
   * @param contentType what its first bytes look like, such as {@code application/pdf}
   * @param sizeBytes 0 or more
   * @param sha256 of the whole content, 64 lower-case hexadecimal digits
   * @param taskId the agent's task it came from, if any
   */
  record FileStored(
      UUID agentId,
      UUID fileId,
      @Sealed String name,
      String contentType,
      long sizeBytes,
      String sha256,
      @Nullable UUID taskId,
      Instant at)
      implements FileEvent {}

  /** Somebody got a URL that shows the file until it expires. */
  record FileUrlIssued(UUID agentId, UUID fileId, String by, Instant expiresAt, Instant at)
      implements FileEvent {}

  /** The file is gone for everybody. */
  record FileDeleted(UUID agentId, UUID fileId, long sizeBytes, String by, Instant at)
      implements FileEvent {}
}
