package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.problem.FieldError;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.web.JsonBounds;
import com.geniinow.runtime.platform.web.StorableText;
import com.geniinow.runtime.platform.web.StrictUtf8;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Takes in agents that existed before the runtime was installed. */
@RestController
@Tag(name = "agents")
class ImportController {
  /** Lines of one request; a file is sent in as many requests as it needs. */
  static final int MAX_LINES = 1_000;

  private final AgentLine line;
  private final Now now;
  private final JsonMapper json;
  private final Validator validator;

  ImportController(AgentLine line, Now now, JsonMapper json, Validator validator) {
    this.line = line;
    this.now = now;
    this.json = json;
    this.validator = validator;
  }

  @Operation(
      summary = "Give agents that exist already their quota and their place in the ledger",
      description =
          "One JSON object per line, in UTF-8: agent_id, entity_id, name and, if not the defaults, metadata,"
              + " monthly_token_limit, monthly_cost_limit_usd, storage_limit_bytes, overage_policy,"
              + " max_cost_per_minute_usd; 1,000 lines and 1 MiB at most. Each agent is taken in whole or not at all. Agents"
              + " that are known already are counted and left as they are, so that the same lines"
              + " may be sent again.")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content = @Content(mediaType = "application/x-ndjson", schema = @Schema(type = "string")))
  @PostMapping(path = "/api/agents/import", consumes = "application/x-ndjson")
  @Allow(Role.ADMIN)
  Imported take(@RequestBody byte[] body, Caller caller) {
    var lines = ImportLines.of(body).stream().map(StrictUtf8::decode).toList();
    if (lines.stream().filter(ImportController::holdsSomething).count() > MAX_LINES) {
      throw ProblemException.invalid("The body has more than 1,000 lines.");
    }
    var imported = 0;
    var existing = 0;
    List<Failed> failed = new ArrayList<>();
    for (var i = 0; i < lines.size(); i++) {
      if (!holdsSomething(lines.get(i))) {
        continue;
      }
      try {
        var isNew = line.send(parse(lines.get(i)).command(caller.subject(), now.get()));
        imported += isNew ? 1 : 0;
        existing += isNew ? 0 : 1;
      } catch (ProblemException e) {
        failed.add(new Failed(i + 1, reason(e)));
      } catch (RefusedException e) {
        if (e.refusal().isPassing()) {
          throw e;
        }
        failed.add(new Failed(i + 1, e.refusal().sentence()));
      }
    }
    return new Imported(imported, existing, failed);
  }

  private static boolean holdsSomething(Optional<String> line) {
    return !line.map(String::isBlank).orElse(false);
  }

  private ImportLine parse(Optional<String> line) {
    var text = line.orElseThrow(() -> ProblemException.invalid("The line is not in UTF-8."));
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    JsonBounds.check(bytes, json);
    @Nullable ImportLine parsed;
    try {
      parsed = json.readValue(text, ImportLine.class);
    } catch (JacksonException e) {
      throw ProblemException.invalidJson(e);
    }
    if (parsed == null) {
      throw ProblemException.invalid("The line is null, and no JSON object.");
    }
    var violations = validator.validate(parsed);
    if (!violations.isEmpty()) {
      throw ProblemException.invalid(new ConstraintViolationException(violations));
    }
    StorableText.check(bytes, json);
    return parsed;
  }

  private static String reason(ProblemException e) {
    return e.problem().properties().get("errors") instanceof List<?> errors
        ? errors.stream()
            .filter(FieldError.class::isInstance)
            .map(FieldError.class::cast)
            .map(error -> error.field() + " " + error.message())
            .collect(Collectors.joining("; "))
        : e.problem().detail();
  }

  /**
   * How an import went.
   *
   * @param imported agents that were new here
   * @param existing agents that were known already and left as they are
   * @param failed lines that were not taken; the others were
   */
  record Imported(int imported, int existing, List<Failed> failed) {}

  /** A line that was not taken, counted from 1, and why. */
  record Failed(int line, String reason) {}
}
