package com.geniinow.runtime.command.tasktype;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.query.view.tasktype.TaskTypeView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Where types of tasks are registered for outside workers. */
@RestController
@Tag(name = "tasks")
class TaskTypeController {
  /** What the runtime's own worker does. */
  private static final Set<String> OWN = Set.of("openai.chat", "webhook", "simulate");

  private final AgentLine line;
  private final PayloadSchemas schemas;
  private final Now now;

  TaskTypeController(AgentLine line, PayloadSchemas schemas, Now now) {
    this.line = line;
    this.schemas = schemas;
    this.now = now;
  }

  @Operation(
      summary = "Register a type of tasks for outside workers, or change it",
      description =
          "Its tasks can be submitted from the answer on. The whole type is set anew, as its next"
              + " version: what is left out is none. A schema is JSON Schema 2020-12 that refers to"
              + " itself alone, formats not asserted, patterns matched in linear time; it binds new"
              + " submissions alone. 409 for the types of the runtime's own worker.")
  @ApiResponse(
      responseCode = "200",
      description = "OK",
      headers =
          @Header(
              name = HttpHeaders.CONTENT_DISPOSITION,
              description =
                  "Only where the type has a dot: what follows it makes no browser take the answer"
                      + " for another kind of file.",
              schema = @Schema(type = "string", example = "inline;filename=f.txt")))
  @PutMapping("/api/task-types/{type}")
  @Allow(Role.ADMIN)
  TaskTypeView set(
      @PathVariable @Pattern(regexp = "[a-z][a-z0-9_.-]{0,99}") String type,
      @Valid @RequestBody TaskTypeRequest request,
      Caller caller) {
    if (OWN.contains(type)) {
      throw ProblemException.conflict("The runtime's own worker does " + type + ".");
    }
    var set =
        line.send(
            new SetTaskType(
                type,
                request.maxTokensDefault(),
                request.description(),
                schema(request.schema()),
                caller.subject(),
                now.get()));
    return TaskTypeView.of(set);
  }

  private @Nullable Json schema(@Nullable JsonNode schema) {
    if (schema == null || schema.isNull()) {
      return null;
    }
    var broken = schemas.broken(schema);
    if (broken.isPresent()) {
      throw ProblemException.invalidField(broken.get().field(), broken.get().message());
    }
    return new Json(schema.toString());
  }
}
