package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.command.call.HoldCall.TaskAttempt;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Ids;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The running task that a call belongs to, as two headers say. */
final class TaskHeaders {
  static final String TASK = "X-Genii-Task";
  static final String ATTEMPT = "X-Genii-Attempt";

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  private TaskHeaders() {}

  /**
   * Null where the call belongs to none.
   *
   * @throws ProblemException 400 for one header without the other, and for what can't be read
   */
  static @Nullable TaskAttempt of(HttpServletRequest request) {
    var task = single(request, TASK);
    var attempt = single(request, ATTEMPT);
    if (task == null && attempt == null) {
      return null;
    }
    if (task == null || attempt == null) {
      throw ProblemException.invalidField(
          task == null ? TASK : ATTEMPT, "is required where the other of the two is sent");
    }
    UUID id =
        Ids.parse(task).orElseThrow(() -> ProblemException.invalidField(TASK, "must be a UUID"));
    if (!NUMBER.matcher(attempt).matches()) {
      throw ProblemException.invalidField(ATTEMPT, "must be a whole number from 1 on");
    }
    return new TaskAttempt(id, Integer.parseInt(attempt));
  }

  private static @Nullable String single(HttpServletRequest request, String name) {
    var values = Collections.list(request.getHeaders(name));
    if (values.size() > 1) {
      throw ProblemException.invalidField(name, "must be given once");
    }
    return values.isEmpty() ? null : values.getFirst().strip();
  }
}
