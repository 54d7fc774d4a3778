package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.database.ConnectionPools;
import com.geniinow.runtime.platform.database.SealedPosition;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Hands acts to whoever collects them. */
@RestController
@ConditionalOnProperty(AuditAutoConfiguration.SYSTEM_LOGIN)
@Tag(name = "audit")
class AuditFeedController {
  private final AuditFeed feed;
  private final SettledEvents settled;
  private final SealedPosition positions;

  AuditFeedController(
      @Qualifier(AuditAutoConfiguration.AUDIT) JdbcClient system,
      StoredEvents events,
      JsonMapper json,
      ConnectionPools pools) {
    positions = new SealedPosition(pools.seal(), "audit");
    feed = new AuditFeed(system, events, json, positions);
    settled = new SettledEvents(system);
  }

  @Operation(
      summary = "Stream everything that has an entry in a ledger, for a SIEM",
      description =
          "One act a line, in the order in which they were stored, from the one behind the position"
              + " on; it ends when all that is there was sent. Each line has its own position; go"
              + " on with that of the last line: nothing is left out, and nothing comes twice. An"
              + " auditor of one entity gets that entity's.")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = "application/x-ndjson", schema = @Schema(type = "string")))
  @GetMapping("/api/audit/stream")
  @Allow({Role.ADMIN, Role.AUDITOR})
  void stream(
      @Parameter(
              description = "The position behind which to begin; from the first act on without it",
              schema = @Schema(type = "string", examples = "3q2-7wAAAAAAAAAAAAAAAA"))
          @RequestParam(required = false)
          @Nullable String from,
      @Parameter(
              description = "OCSF 1.6.0 (API Activity, class 6003), or CloudEvents 1.0",
              example = "ocsf",
              schema =
                  @Schema(
                      allowableValues = {"ocsf", "cloudevents"},
                      defaultValue = "ocsf"))
          @RequestParam(required = false)
          @Nullable String format,
      Caller caller,
      HttpServletResponse response)
      throws IOException {
    var as =
        switch (format == null ? "ocsf" : format) {
          case "ocsf" -> FeedFormat.OCSF;
          case "cloudevents" -> FeedFormat.CLOUDEVENTS;
          default -> throw ProblemException.invalidField("format", "must be ocsf or cloudevents");
        };
    var after =
        from == null
            ? 0
            : positions
                .read(from)
                .orElseThrow(
                    () -> ProblemException.invalidField("from", "is no position of a line"));
    var last = settled.last();
    response.setContentType("application/x-ndjson");
    feed.write(after, last, caller.confinedTo(), as, response.getOutputStream());
  }
}
