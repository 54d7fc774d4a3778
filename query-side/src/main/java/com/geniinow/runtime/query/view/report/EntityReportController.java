package com.geniinow.runtime.query.view.report;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import com.geniinow.runtime.query.view.access.Listing;
import com.geniinow.runtime.query.view.budget.BudgetController;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Shows what the agents of an entity did, in figures. */
@RestController
@Tag(name = "audit")
class EntityReportController {
  private static final String CSV = "text/csv";
  private static final String JSON = "application/json";

  private final CallerReads reads;
  private final JsonMapper json;

  EntityReportController(CallerReads reads, JsonMapper json) {
    this.reads = reads;
    this.json = json;
  }

  @Operation(
      summary = "Show what the agents of an entity did in a while, in figures",
      description =
          "Each figure names the request that lists what it counts. As a table by format=csv, or by"
              + " Accept: text/csv. Figures of a while that has passed never change.")
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(
              name = "Content-Disposition",
              description = "The name under which to keep the table",
              schema = @Schema(type = "string", example = "attachment; filename=\"report.csv\"")),
      content = {
        @Content(mediaType = JSON, schema = @Schema(implementation = EntityReport.class)),
        @Content(mediaType = CSV, schema = @Schema(type = "string"))
      })
  @GetMapping("/api/entities/{entity_id}/report")
  @Allow({ADMIN, FOUNDER, AUDITOR})
  void report(
      @PathVariable("entity_id") UUID entityId,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @Parameter(
              description = "As a document, or as a table with a figure a row",
              example = "json",
              schema =
                  @Schema(
                      allowableValues = {"json", "csv"},
                      defaultValue = "json"))
          @RequestParam(required = false)
          @Nullable String format,
      Caller caller,
      @Parameter(hidden = true) HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Known.ownEntity(caller, entityId);
    var entity = BudgetController.anEntity(entityId);
    Listing.mustBeInOrder(from, to);
    var isTable = isTable(format, request.getHeader(HttpHeaders.ACCEPT));
    var report = reads.as(caller, jdbc -> new ReportReads(jdbc, entity, from, to).read());
    response.setContentType(isTable ? CSV + ";charset=UTF-8" : JSON);
    if (isTable) {
      response.setHeader(
          HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"report-" + entity + ".csv\"");
    }
    var text = isTable ? ReportCsv.of(report) : json.writeValueAsString(report);
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isTable(@Nullable String format, @Nullable String accept) {
    if (format == null) {
      return accept != null && accept.startsWith(CSV);
    }
    return switch (format) {
      case "json" -> false;
      case "csv" -> true;
      default -> throw ProblemException.invalidField("format", "must be json or csv");
    };
  }
}
