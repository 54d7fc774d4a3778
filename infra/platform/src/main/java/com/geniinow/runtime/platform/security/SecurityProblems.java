package com.geniinow.runtime.platform.security;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/** Answers for the security filters, which run before any controller. */
final class SecurityProblems
    implements AuthenticationEntryPoint, AuthenticationFailureHandler, AccessDeniedHandler {
  private static final Logger log = LoggerFactory.getLogger(SecurityProblems.class);

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException thrown)
      throws IOException {
    if (thrown instanceof AuthenticationServiceException) {
      log.warn("A token can't be checked: {}", thrown.getMessage());
      write(
          request,
          response,
          ProblemException.unavailable("The token can't be checked now; try again."));
      return;
    }
    if (thrown instanceof TooManyUnknownKeysException many) {
      write(
          request,
          response,
          ProblemException.rateLimited(String.valueOf(many.getMessage()), many.after()));
      return;
    }
    var sentToken = OneBearer.isSent(request);
    response.setHeader("WWW-Authenticate", sentToken ? "Bearer error=\"invalid_token\"" : "Bearer");
    write(request, response, ProblemException.unauthenticated(detail(thrown)));
  }

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException thrown)
      throws IOException {
    commence(request, response, thrown);
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException thrown)
      throws IOException {
    write(request, response, ProblemException.forbidden());
  }

  private static String detail(AuthenticationException thrown) {
    if (thrown.getCause() instanceof JwtValidationException) {
      return "The token has expired, is not valid yet, has no exp, or is meant for others.";
    }
    if (thrown instanceof InvalidBearerTokenException && thrown.getCause() == null) {
      return String.valueOf(thrown.getMessage());
    }
    return thrown instanceof InvalidBearerTokenException
        ? "The token is malformed, or its algorithm or signature is not accepted."
        : "A valid bearer token is required.";
  }

  private static void write(
      HttpServletRequest request, HttpServletResponse response, ProblemException thrown)
      throws IOException {
    ProblemWriter.write(request, response, thrown.problem());
  }
}
