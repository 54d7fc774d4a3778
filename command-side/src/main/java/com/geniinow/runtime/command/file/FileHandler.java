package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.quota.StorageAdmission;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.file.FileEvent.FileDeleted;
import com.geniinow.runtime.events.file.FileEvent.FileUrlIssued;
import com.geniinow.runtime.platform.problem.ProblemException;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** What happens to files. Every handler that needs both loads the Agent before the Quota. */
@Component
class FileHandler {
  private final Repository<Agent> agents;
  private final Repository<Quota> quotas;
  private final FileObjects objects;

  FileHandler(Repository<Agent> agents, Repository<Quota> quotas, FileObjects objects) {
    this.agents = agents;
    this.quotas = quotas;
    this.objects = objects;
  }

  @CommandHandler
  ReserveResult handle(ReserveFile c) {
    var agent = agent(c.agentId());
    var quota = quota(c.agentId());
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
    var agent = agent(c.agentId());
    var quota = quota(c.agentId());
    var file = c.file();
    objects.mustOwnTask(file.taskId());
    if (!objects.keep(file.fileId())
        || !quota.invoke(q -> q.takeStorage(file.fileId(), file.sizeBytes(), c.at()))) {
      throw givenUp();
    }
    agent.execute(a -> a.storeFile(file));
  }

  @CommandHandler
  ReserveResult handle(GrowFile c) {
    var quota = quota(c.agentId());
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

  private static ProblemException givenUp() {
    return ProblemException.conflict("The upload took too long and was given up.");
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
    quota(c.agentId()).execute(q -> q.releaseStorage(c.fileId(), c.reason(), c.at()));
    return false;
  }

  @CommandHandler
  void handle(IssueFileUrl c) {
    var agent = agent(c.agentId());
    if (!objects.isKept(c.fileId())) {
      throw ProblemException.notFound("file", c.fileId());
    }
    agent.execute(
        a ->
            a.issueFileUrl(
                new FileUrlIssued(c.agentId(), c.fileId(), c.by(), c.expiresAt(), c.at())));
  }

  @CommandHandler
  String handle(DeleteFile c) {
    var agent = agent(c.agentId());
    var quota = quota(c.agentId());
    var kept =
        objects.find(c.fileId()).orElseThrow(() -> ProblemException.notFound("file", c.fileId()));
    objects.condemn(c.fileId(), "stored");
    agent.execute(
        a ->
            a.deleteFile(
                new FileDeleted(c.agentId(), c.fileId(), kept.sizeBytes(), c.by(), c.at())));
    quota.execute(q -> q.freeStorage(c.fileId(), kept.sizeBytes(), c.at()));
    return kept.objectName();
  }

  private Aggregate<Agent> agent(UUID agentId) {
    return agents.load(agentId.toString());
  }

  private Aggregate<Quota> quota(UUID agentId) {
    return quotas.load(Ids.quotaOf(agentId).toString());
  }
}
