package com.geniinow.runtime.platform.problem;

import com.geniinow.runtime.platform.trace.LoggedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.SocketTimeoutException;
import org.apache.catalina.connector.ClientAbortException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/**
 * The last resort of every controller: answers any exception as a problem and logs, once, those
 * that are faults of ours. A feature's own advice comes before it.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ProblemAdvice {
  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler(Throwable.class)
  void answer(Throwable thrown, HttpServletRequest request, HttpServletResponse response)
      throws Throwable {
    var problem = Problems.of(thrown);
    if (problem.reason() != Reason.UNAVAILABLE && isClientGone(thrown)) {
      log.debug("The client left before its answer");
      return;
    }
    log(problem, thrown, request);
    if (response.isCommitted() && problem.status() >= 500) {
      // Half of an answer must not look like a whole one: Tomcat breaks the connection off.
      throw thrown;
    }
    ProblemWriter.write(request, response, problem);
  }

  private static void log(Problem problem, Throwable thrown, HttpServletRequest request) {
    if (problem.reason() == Reason.UNAVAILABLE || problem.reason() == Reason.PROVIDER_FAILED) {
      log.warn(
          "{} {} got {}: {}",
          request.getMethod(),
          request.getRequestURI(),
          problem.status(),
          root(thrown));
    } else if (problem.status() >= 500 && Causes.find(thrown, LoggedException.class).isPresent()) {
      log.error("{} {} failed, as logged above", request.getMethod(), request.getRequestURI());
    } else if (problem.status() >= 500) {
      log.error("{} {} failed", request.getMethod(), request.getRequestURI(), thrown);
    }
  }

  /** One that only stopped sending is still there, and is told. */
  private static boolean isClientGone(Throwable thrown) {
    return Causes.any(
            thrown,
            t -> t instanceof AsyncRequestNotUsableException || t instanceof ClientAbortException)
        && !Causes.any(thrown, t -> t instanceof SocketTimeoutException);
  }

  private static String root(Throwable thrown) {
    Throwable root = Causes.of(thrown).reduce(thrown, (first, next) -> next);
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
