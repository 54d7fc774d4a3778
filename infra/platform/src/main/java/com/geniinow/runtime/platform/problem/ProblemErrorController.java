package com.geniinow.runtime.platform.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers what failed outside the controllers: in a filter, or by {@code sendError}. */
@Controller
public final class ProblemErrorController implements ErrorController {
  @RequestMapping("${server.error.path:${error.path:/error}}")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    ProblemWriter.write(request, response, problem(request));
  }

  private static Problem problem(HttpServletRequest request) {
    @Nullable Object thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    @Nullable Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    // Tomcat's own note of a body that stopped, broke off or is malformed, whatever became of the
    // exception; what we call ourselves fails within a controller.
    if (thrown instanceof IOException && status instanceof Integer code && code < 500) {
      return Problems.UNREADABLE_BODY;
    }
    if (thrown instanceof Exception e) {
      return Problems.of(e);
    }
    // Without a status somebody asked for this path directly, where there is nothing.
    return Problems.ofStatus(status instanceof Integer code && code >= 400 ? code : 404);
  }
}
