package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.agent.NewFile;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.quota.StorageAdmission;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.storage.ObjectExistsException;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.storage.ObjectStoreUnavailableException;
import com.geniinow.runtime.query.view.file.FileView;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
  private final UploadLeases leases;
  private final UploadPlaces places = new UploadPlaces();
  private final RoomLine rooms = new RoomLine();

  FileUploads(
      AgentLine line,
      Now now,
      Supplier<UUID> ids,
      ObjectStore store,
      ObjectRemover remover,
      FileRefusals refusals,
      UploadLeases leases) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.store = store;
    this.remover = remover;
    this.refusals = refusals;
    this.leases = leases;
  }

  /**
   * Takes the form's file in.
   *
   * @throws ProblemException for a form or a file that can't be taken, a full storage, or a store
   *     that is unavailable; nothing of the file is kept then
   * @throws com.geniinow.runtime.command.refusal.RefusedException for an agent that may not upload
   */
  FileView receive(UUID agentId, UploadForm form) {
    if (!places.enter(agentId, Patience.of(FileLimits.PATIENCE))) {
      throw ProblemException.unavailable("Too many uploads are on their way; try again.");
    }
    // Random and of no meaning; the file's own id is known to many.
    var upload = new Upload(agentId, ids.get(), ids.get().toString().replace("-", ""));
    try {
      var time = new UploadTime(now);
      var part = form.file().readAhead(time);
      leases.begin(upload.fileId());
      long held = reserve(upload, part, form.taskId());
      return receive(
          upload, part, form, new Received(part, held, size -> grow(upload, part, size), time));
    } finally {
      leases.end(upload.fileId());
      places.leave(agentId);
    }
  }

  private record Upload(UUID agentId, UUID fileId, String objectName) {}

  private long reserve(Upload upload, UploadForm.FilePart part, @Nullable UUID taskId) {
    return admitted(
        upload,
        mayWait -> {
          var at = now.get();
          return line.send(
              new ReserveFile(
                  upload.agentId(),
                  upload.fileId(),
                  upload.objectName(),
                  taskId,
                  part.atLeast(),
                  part.atMost(),
                  mayWait,
                  at.plus(FileLimits.HELD),
                  at));
        });
  }

  private long grow(Upload upload, UploadForm.FilePart part, long bytes) {
    return admitted(
        upload,
        mayWait -> {
          var at = now.get();
          return line.send(
              new GrowFile(
                  upload.agentId(),
                  upload.fileId(),
                  bytes,
                  Math.max(bytes, part.atMost()),
                  mayWait,
                  at.plus(FileLimits.HELD),
                  at));
        });
  }

  /** The bytes that may come. */
  private long admitted(Upload upload, RoomLine.Ask ask) {
    var result = rooms.decide(upload.agentId(), Patience.of(FileLimits.PATIENCE), ask);
    return switch (result.admission()) {
      case StorageAdmission.Admitted admitted -> admitted.bytes();
      case StorageAdmission.Refused refused -> throw refusals.problem(result);
      case StorageAdmission.TooMany many -> throw refusals.tooMany(many);
      case StorageAdmission.Later later -> throw new IllegalStateException("nobody waits so long");
    };
  }

  private FileView receive(
      Upload upload, UploadForm.FilePart part, UploadForm form, Received received) {
    StoreFile command;
    try {
      received.into(store, upload.objectName());
      form.finish();
      received.complete();
      var file =
          new NewFile(
              upload.fileId(),
              part.name(),
              received.contentType(),
              received.size(),
              received.sha256(),
              form.taskId());
      command = new StoreFile(upload.agentId(), file, now.get());
    } catch (ObjectStoreUnavailableException | ObjectExistsException e) {
      // Names are random: one that exists is our own write, whose answer was lost.
      abandon(upload, "the object store was unavailable");
      log.warn("upload {} failed: {}", upload.fileId(), e.toString());
      throw ProblemException.unavailable("The object store is unavailable; nothing was kept.");
    } catch (RuntimeException | Error e) {
      abandon(upload, "the upload failed");
      throw e;
    } finally {
      received.close();
    }
    try {
      line.send(command);
      return command.view();
    } catch (RuntimeException e) {
      // Whether it committed may be unknown; under the agent's lock it is known.
      if (abandon(upload, "the file could not be kept")) {
        return command.view();
      }
      throw e;
    }
  }

  /** Answers whether the file was kept after all. */
  private boolean abandon(Upload upload, String reason) {
    try {
      var kept =
          line.send(new AbandonFile(upload.agentId(), upload.fileId(), reason, false, now.get()));
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
