package com.geniinow.runtime.query.view.file;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import com.geniinow.runtime.query.view.access.Listing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows files. */
@RestController
@Tag(name = "files")
class FileController {
  private final CallerReads reads;

  FileController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(summary = "List an agent's files, oldest first")
  @GetMapping("/api/agents/{id}/files")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  Page<FileView> list(
      @PathVariable UUID id,
      @RequestParam(name = "task_id", required = false) @Nullable UUID taskId,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      PageQuery page,
      Caller caller) {
    var listing =
        new Listing(FileView.SELECT, "created_at", "file_id")
            .with(id)
            .and("task_id = ?", taskId)
            .between(from, to);
    return reads.as(
        caller,
        jdbc -> {
          Known.agent(jdbc, id);
          return listing.read(
              jdbc, page, FileView::of, f -> new Cursor.TimeAndId(f.createdAt(), f.fileId()));
        });
  }
}
