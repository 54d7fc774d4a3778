package com.geniinow.runtime.query.view.tasktype;

import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the types of tasks that are registered. */
@RestController
@Tag(name = "tasks")
class TaskTypeListController {
  private static final String SELECT =
      """
      SELECT DISTINCT ON (type COLLATE "C") * FROM task_types WHERE type COLLATE "C" > ?
      ORDER BY type COLLATE "C", version DESC LIMIT ?""";

  private final CallerReads reads;

  TaskTypeListController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(
      summary = "List the types of tasks that are registered for outside workers, by name",
      description = "The types that the runtime's own worker does are not among them.")
  @GetMapping("/api/task-types")
  @Allow({Role.ADMIN, Role.FOUNDER, Role.AGENT, Role.WORKER, Role.AUDITOR})
  Page<TaskTypeView> list(PageQuery page, Caller caller) {
    var after = page.afterText().map(Cursor.Text::value).orElse("");
    return reads.as(
        caller,
        jdbc ->
            Page.of(
                jdbc.sql(SELECT).param(after).param(page.fetch()).query(TaskTypeView::read).list(),
                page,
                type -> new Cursor.Text(type.type())));
  }
}
