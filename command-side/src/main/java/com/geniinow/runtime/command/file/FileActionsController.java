package com.geniinow.runtime.command.file;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.storage.ObjectStoreUnavailableException;
import com.geniinow.runtime.platform.storage.SignedUrl;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Shows and deletes files. Both leave an entry in the ledger. */
@RestController
@Tag(name = "files")
class FileActionsController {
  private final AgentLine line;
  private final Now now;
  private final ObjectStore store;
  private final ObjectTable rows;
  private final ObjectRemover remover;

  FileActionsController(
      AgentLine line, Now now, ObjectStore store, ObjectTable rows, ObjectRemover remover) {
    this.line = line;
    this.now = now;
    this.store = store;
    this.rows = rows;
    this.remover = remover;
  }

  @Operation(
      summary = "Get a URL that shows the file to anybody for 900 seconds",
      description = "It names the bucket and a random object. Each URL is in the ledger.")
  @GetMapping("/api/agents/{id}/files/{file_id}/url")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  FileUrl url(@PathVariable UUID id, @PathVariable("file_id") UUID fileId, Caller caller) {
    var objectName =
        rows.objectOf(id, fileId).orElseThrow(() -> ProblemException.notFound("file", fileId));
    var signed = sign(objectName);
    // Nobody gets a URL that is not in the ledger.
    line.send(new IssueFileUrl(id, fileId, caller.subject(), signed.expiresAt(), now.get()));
    return new FileUrl(signed.url().toString(), signed.expiresAt(), SignedUrl.LIFETIME.toSeconds());
  }

  private SignedUrl sign(String objectName) {
    try {
      return store.sign(objectName);
    } catch (ObjectStoreUnavailableException e) {
      throw ProblemException.unavailable("URLs can't be signed now; try again.");
    }
  }

  @Operation(summary = "Delete a file and give its storage back")
  @ApiResponse(responseCode = "204", description = "It is gone for everybody")
  @DeleteMapping("/api/agents/{id}/files/{file_id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Allow(
      value = {ADMIN, AGENT},
      scope = Scope.AGENT)
  void delete(@PathVariable UUID id, @PathVariable("file_id") UUID fileId, Caller caller) {
    var objectName = line.send(new DeleteFile(id, fileId, caller.subject(), now.get()));
    remover.remove(objectName);
  }
}
