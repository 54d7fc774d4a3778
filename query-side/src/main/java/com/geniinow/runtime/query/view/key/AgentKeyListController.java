package com.geniinow.runtime.query.view.key;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
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
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Shows keys. */
@RestController
@Tag(name = "keys")
public class AgentKeyListController {
  private final CallerReads reads;

  AgentKeyListController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(
      summary = "List an agent's keys, oldest first",
      description =
          "Without their secrets, which nobody knows, and without those that were revoked.")
  @GetMapping("/api/agents/{id}/keys")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  Page<AgentKeyView> list(@PathVariable UUID id, PageQuery page, Caller caller) {
    var listing = new Listing(AgentKeyView.SELECT, "k.created_at", "k.key_id").with(id);
    return reads.as(
        caller,
        jdbc -> {
          Known.agent(jdbc, id);
          return listing.read(
              jdbc, page, AgentKeyView::of, k -> new Cursor.TimeAndId(k.createdAt(), k.keyId()));
        });
  }

  /**
   * A key.
   *
   * @throws ProblemException 404
   */
  public AgentKeyView get(UUID agentId, UUID keyId, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(AgentKeyView.SELECT + " AND k.key_id = ?")
                .param(agentId)
                .param(keyId)
                .query(AgentKeyView::of)
                .optional()
                .orElseThrow(() -> ProblemException.notFound("key", keyId)));
  }
}
