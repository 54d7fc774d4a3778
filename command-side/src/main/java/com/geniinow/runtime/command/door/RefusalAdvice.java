package com.geniinow.runtime.command.door;

import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers what a command was refused for. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class RefusalAdvice {
  @ExceptionHandler(RefusedException.class)
  void answer(RefusedException refused, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var problem = Refusals.problem(refused.refusal()).problem();
    ProblemWriter.write(request, response, problem);
  }
}
