package com.geniinow.runtime.query.view.report;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
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

  /** Agents of one part of the table. */
  private static final int PART = 50;

  private final CallerReads reads;
  private final JsonMapper json;

  EntityReportController(CallerReads reads, JsonMapper json) {
    this.reads = reads;
    this.json = json;
  }

  @Operation(
      summary = "Show what the agents of an entity did in a while, in figures",
      description =
          "Agents a page at a time, the oldest first. Each figure names the request that lists what"
              + " it counts. As a table by format=csv, or by Accept: text/csv: that has all agents,"
              + " whatever limit says, and ends with budget_changes; one without that row broke off."
              + " Figures of a while that has passed never change. 503 where a page takes longer"
              + " than 15 s: ask for fewer agents, or a shorter while.")
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
      PageQuery page,
      Caller caller,
      @Parameter(hidden = true) HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Known.ownEntity(caller, entityId);
    var entity = BudgetController.anEntity(entityId);
    Listing.mustBeInOrder(from, to);
    var reading = new Reading(caller, entity, from, to);
    if (isTable(format, request.getHeader(HttpHeaders.ACCEPT))) {
      if (page.cursor() != null) {
        throw ProblemException.invalidField("cursor", "is of documents; a table has all agents");
      }
      writeTable(reading, response);
    } else {
      response.setContentType(JSON);
      var text = json.writeValueAsString(reading.page(page));
      response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A part after the other, each in a transaction of its own. */
  private static void writeTable(Reading reading, HttpServletResponse response) throws IOException {
    var csv = new ReportCsv();
    var part = reading.part(null);
    response.setContentType(CSV + ";charset=UTF-8");
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        "attachment; filename=\"report-" + reading.entity() + ".csv\"");
    var out = response.getOutputStream();
    part.items().forEach(csv::add);
    while (part.nextCursor() != null) {
      out.write(csv.take());
      part = reading.part(part.nextCursor());
      part.items().forEach(csv::add);
    }
    csv.end(reading.budgetChanges());
    out.write(csv.take());
  }

  /** What is asked about, by whom. */
  private final class Reading {
    private final Caller caller;
    private final UUID entity;
    private final @Nullable Instant from;
    private final @Nullable Instant to;

    Reading(Caller caller, UUID entity, @Nullable Instant from, @Nullable Instant to) {
      this.caller = caller;
      this.entity = entity;
      this.from = from;
      this.to = to;
    }

    UUID entity() {
      return entity;
    }

    EntityReport page(PageQuery page) {
      return reads.as(
          caller,
          jdbc -> {
            var report = new ReportReads(jdbc, entity, from, to);
            report.mustBeThere();
            var agents = report.agents(page);
            return new EntityReport(
                entity, from, to, agents.items(), agents.nextCursor(), report.budgetChanges());
          });
    }

    /** Of the table. */
    Page<AgentReport> part(@Nullable String cursor) {
      return reads.as(
          caller,
          jdbc -> {
            var report = new ReportReads(jdbc, entity, from, to);
            report.mustBeThere();
            return report.agents(new PageQuery(PART, cursor));
          });
    }

    Figure budgetChanges() {
      return reads.as(caller, jdbc -> new ReportReads(jdbc, entity, from, to).budgetChanges());
    }
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
