package com.geniinow.runtime.command.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.geniinow.runtime.platform.problem.Problem;
import com.geniinow.runtime.platform.problem.ProblemWriter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/**
 * What became of one task of a batch.
 *
 * @param code the status that a submission of its own would have had
 * @param task where it was accepted, now or before
 * @param problem where it was refused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BatchAnswer(
    int code,
    @Nullable SubmittedTask task,
    @Schema(ref = "#/components/schemas/problem") @Nullable Map<String, Object> problem) {
  private static final String PATH = "/api/tasks/batch";

  static BatchAnswer of(ResponseEntity<SubmittedTask> answer) {
    return new BatchAnswer(answer.getStatusCode().value(), answer.getBody(), null);
  }

  static BatchAnswer of(Problem problem) {
    return new BatchAnswer(problem.status(), null, ProblemWriter.members(problem, PATH));
  }
}
