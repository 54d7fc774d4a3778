package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.quota.StorageAdmission;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/** What happens to files. */
@Component
class FileHandler {
  private final Agents agents;
  private final FileObjectTable objects;

  FileHandler(Agents agents, FileObjectTable objects) {
    this.agents = agents;
    this.objects = objects;
  }

  @CommandHandler
  ReserveResult handle(ReserveFile c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var quota = both.quota();
    objects.mustOwnTask(c.taskId());
    agent.execute(Agent::mustBeActive);
    var admission =
        quota.invoke(
            q ->
                q.reserveStorage(
                    c.fileId(), c.atLeast(), c.atMost(), c.mayWait(), c.due(), c.at()));
    if (admission instanceof StorageAdmission.Admitted) {
      objects.begin(c.fileId(), c.objectName());
    }
    return new ReserveResult(admission, quota.version());
  }

  @CommandHandler
  void handle(StoreFile c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var quota = both.quota();
    var file = c.file();
    objects.mustOwnTask(file.taskId());
    if (!objects.keep(file.fileId())
        || !quota.invoke(q -> q.takeStorage(file.fileId(), file.sizeBytes(), c.at()))) {
      throw givenUp();
    }
    agent.execute(a -> a.storeFile(file, c.at()));
  }

  @CommandHandler
  ReserveResult handle(GrowFile c) {
    var quota = agents.withQuota(c).quota();
    if (!objects.isUploading(c.fileId())) {
      throw givenUp();
    }
    var admission =
        quota.invoke(
            q -> q.growStorage(c.fileId(), c.bytes(), c.atMost(), c.mayWait(), c.due(), c.at()));
    if (admission instanceof StorageAdmission.Refused) {
      objects.condemn(c.fileId(), "uploading");
    }
    return new ReserveResult(admission, quota.version());
  }

  private static RefusedException givenUp() {
    return new Refusal.WrongState("The upload took too long and was given up.").exception();
  }

  @CommandHandler
  boolean handle(AbandonFile c) {
    if (objects.isKept(c.fileId())) {
      return true;
    }
    if (!c.onlyIfDead()) {
      objects.condemn(c.fileId(), "uploading");
    } else if (!objects.condemnDead(c.fileId()) && objects.isUploading(c.fileId())) {
      return true;
    }
    agents.withQuota(c).quota().execute(q -> q.releaseStorage(c.fileId(), c.reason(), c.at()));
    return false;
  }

  @CommandHandler
  void handle(IssueFileUrl c) {
    var agent = agents.of(c);
    if (!objects.isKept(c.fileId())) {
      throw new Refusal.NotFound("file", c.fileId()).exception();
    }
    agent.execute(a -> a.issueFileUrl(c.fileId(), c.by(), c.expiresAt(), c.at()));
  }

  @CommandHandler
  String handle(DeleteFile c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var quota = both.quota();
    var kept =
        objects
            .find(c.fileId())
            .orElseThrow(() -> new Refusal.NotFound("file", c.fileId()).exception());
    objects.condemn(c.fileId(), "stored");
    agent.execute(a -> a.deleteFile(c.fileId(), kept.sizeBytes(), c.by(), c.at()));
    quota.execute(q -> q.freeStorage(c.fileId(), kept.sizeBytes(), c.at()));
    return kept.objectName();
  }
}
