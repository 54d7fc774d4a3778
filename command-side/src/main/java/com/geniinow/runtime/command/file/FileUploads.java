package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.quota.StorageAdmission;
import com.geniinow.runtime.events.file.FileEvent.FileStored;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.storage.ObjectExistsException;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.storage.ObjectStoreUnavailableException;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes a file in, in steps that each commit before the next: room, object, row. Where one fails
 * the ones before it are undone at once, or by the sweep where that fails too.
 */
@Component
class FileUploads {
  private static final Logger log = LoggerFactory.getLogger(FileUploads.class);

  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;
  private final ObjectStore store;
  private final ObjectRemover remover;
  private final FileRefusals refusals;
  private final Semaphore atOnce = new Semaphore(FileLimits.AT_ONCE);

  FileUploads(
      AgentLine line,
      Now now,
      Supplier<UUID> ids,
      ObjectStore store,
      ObjectRemover remover,
      FileRefusals refusals) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.store = store;
    this.remover = remover;
    this.refusals = refusals;
  }

  /**
   * Takes the form's file in.
   *
   * @throws ProblemException 400, 403, 409, 413, 429 or 503; nothing of the file is kept then
   */
  FileStored receive(UUID agentId, UploadForm form) {
    if (!atOnce.tryAcquire()) {
      throw ProblemException.unavailable("Too many uploads are on their way; try again.");
    }
    try {
      var part = form.file();
      // Random and of no meaning; the file's own id is known to many.
      var upload = new Upload(agentId, ids.get(), ids.get().toString().replace("-", ""), now.get());
      long held = reserve(upload, part, form);
      return receive(upload, part, form, held);
    } finally {
      atOnce.release();
    }
  }

  private record Upload(UUID agentId, UUID fileId, String objectName, java.time.Instant begunAt) {}

  private long reserve(Upload upload, UploadForm.FilePart part, UploadForm form) {
    ReserveResult result =
        line.send(
            new ReserveFile(
                upload.agentId(),
                upload.fileId(),
                upload.objectName(),
                form.taskId(),
                part.atLeast(),
                part.atMost(),
                upload.begunAt().plus(FileLimits.HELD),
                upload.begunAt()));
    return switch (result.admission()) {
      case StorageAdmission.Admitted admitted -> admitted.bytes();
      case StorageAdmission.Refused refused -> throw refusals.problem(result);
      case StorageAdmission.TooMany many -> throw refusals.tooMany(many);
    };
  }

  private FileStored receive(Upload upload, UploadForm.FilePart part, UploadForm form, long held) {
    var received = new Received(part, held, upload.begunAt().plus(FileLimits.LONGEST_UPLOAD), now);
    FileStored file;
    try {
      received.into(store, upload.objectName());
      form.finish();
      received.complete();
      file =
          new FileStored(
              upload.agentId(),
              upload.fileId(),
              part.name(),
              received.contentType(),
              received.size(),
              received.sha256(),
              form.taskId(),
              now.get());
    } catch (Received.Overrun e) {
      throw refuse(upload, e.bytes());
    } catch (ObjectStoreUnavailableException | ObjectExistsException e) {
      abandon(upload, "the object store was away");
      log.warn("upload {} failed: {}", upload.fileId(), e.toString());
      throw ProblemException.unavailable("The object store is away; nothing was kept.");
    } catch (RuntimeException | Error e) {
      abandon(upload, "the upload failed");
      throw e;
    } finally {
      received.close();
    }
    try {
      line.send(new StoreFile(file));
      return file;
    } catch (RuntimeException e) {
      // Whether it committed may be unknown; under the agent's lock it is known.
      if (abandon(upload, "the file could not be kept")) {
        return file;
      }
      throw e;
    }
  }

  private ProblemException refuse(Upload upload, long bytes) {
    try {
      ReserveResult refused =
          line.send(new RefuseFile(upload.agentId(), upload.fileId(), bytes, now.get()));
      return refusals.problem(refused);
    } finally {
      remover.remove(upload.objectName());
    }
  }

  /** Answers whether the file was kept after all. */
  private boolean abandon(Upload upload, String reason) {
    try {
      boolean kept =
          line.send(new AbandonFile(upload.agentId(), upload.fileId(), reason, now.get()));
      if (!kept) {
        remover.remove(upload.objectName());
      }
      return kept;
    } catch (RuntimeException e) {
      log.warn("upload {} is left to the sweep: {}", upload.fileId(), e.toString());
      return false;
    }
  }
}
