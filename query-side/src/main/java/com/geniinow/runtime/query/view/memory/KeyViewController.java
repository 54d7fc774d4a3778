package com.geniinow.runtime.query.view.memory;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.MayBeEmpty;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.platform.web.PathKey;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows keys, each to the moment it expires: the clock is ours, whatever the database deletes. */
@RestController
@RequestMapping("/api/agents/{id}/memory")
@Tag(name = "memory")
class KeyViewController {
  private final CallerReads reads;
  private final Clock clock;

  KeyViewController(CallerReads reads, Clock clock) {
    this.reads = reads;
    this.clock = clock;
  }

  @Operation(summary = "Show a key with its value")
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(
              name = "ETag",
              description = "The key's version, for If-Match",
              schema = @Schema(type = "string", example = "\"1\"")))
  @GetMapping("/{key}")
  @Allow(
      value = {AGENT, FOUNDER, ADMIN, AUDITOR},
      scope = Scope.AGENT)
  ResponseEntity<KeyView> get(@PathVariable UUID id, @PathVariable String key, Caller caller) {
    var checked = PathKey.checked("key", key);
    var found =
        reads.as(
            caller,
            jdbc ->
                jdbc.sql(
                        """
                        SELECT key, value, version, expires_at, updated_at FROM agent_memory_kv
                        WHERE agent_id = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)""")
                    .param(id)
                    .param(checked)
                    .param(now())
                    .query(KeyView::of)
                    .optional());
    var view = found.orElseThrow(() -> ProblemException.notFound("key", checked));
    return ResponseEntity.ok().eTag("\"" + view.version() + "\"").body(view);
  }

  @Operation(summary = "List an agent's keys without their values, in the order of their bytes")
  @GetMapping
  @Allow(
      value = {AGENT, FOUNDER, ADMIN, AUDITOR},
      scope = Scope.AGENT)
  Page<KeyView.Listed> list(
      @PathVariable UUID id,
      @MayBeEmpty @RequestParam(required = false) @Nullable String prefix,
      PageQuery page,
      Caller caller) {
    var start = prefix == null || prefix.isEmpty() ? "" : PathKey.checked("prefix", prefix);
    var after = page.afterText().map(Cursor.Text::value).orElse("");
    return reads.as(
        caller,
        jdbc -> {
          Known.agent(jdbc, id);
          var rows =
              jdbc.sql(
                      """
                      SELECT key, version, expires_at, updated_at FROM agent_memory_kv
                      WHERE agent_id = ? AND (expires_at IS NULL OR expires_at > ?)
                        AND key ^@ ? AND key > ?
                      ORDER BY key LIMIT ?""")
                  .param(id)
                  .param(now())
                  .param(start)
                  .param(after)
                  .param(page.fetch())
                  .query(KeyView.Listed::of)
                  .list();
          return Page.of(rows, page, listed -> new Cursor.Text(listed.key()));
        });
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
