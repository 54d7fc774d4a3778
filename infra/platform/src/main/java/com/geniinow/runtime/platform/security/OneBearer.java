package com.geniinow.runtime.platform.security;

import com.geniinow.runtime.platform.problem.ErrorForm;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * Reads the one Authorization header there may be: of two, none says who calls. Where models are
 * called, {@code x-api-key} says the same, as Anthropic's clients send it.
 */
final class OneBearer implements BearerTokenResolver {
  private static final String AUTHORIZATION = "Authorization";
  private static final String API_KEY = "x-api-key";

  private final BearerTokenResolver usual = new DefaultBearerTokenResolver();

  /** Whether a request says at all who calls. */
  static boolean isSent(HttpServletRequest request) {
    return request.getHeader(AUTHORIZATION) != null || takesApiKey(request) && hasApiKey(request);
  }

  @Override
  public @Nullable String resolve(HttpServletRequest request) {
    if (Collections.list(request.getHeaders(AUTHORIZATION)).size() > 1) {
      throw new InvalidBearerTokenException("There are several Authorization headers.");
    }
    var bearer = usual.resolve(request);
    if (!takesApiKey(request) || !hasApiKey(request)) {
      return bearer;
    }
    var keys = Collections.list(request.getHeaders(API_KEY));
    if (keys.size() > 1 || bearer != null && !bearer.equals(keys.getFirst())) {
      throw new InvalidBearerTokenException("There are several keys, and they differ.");
    }
    if (keys.getFirst().isBlank()) {
      throw new InvalidBearerTokenException("The key in x-api-key is empty.");
    }
    return keys.getFirst();
  }

  private static boolean takesApiKey(HttpServletRequest request) {
    return ErrorForm.of(request) != ErrorForm.PROBLEM;
  }

  private static boolean hasApiKey(HttpServletRequest request) {
    return request.getHeader(API_KEY) != null;
  }
}
