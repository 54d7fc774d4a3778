package com.geniinow.runtime.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/** Reads the one Authorization header there may be: of two, none says who calls. */
final class OneBearer implements BearerTokenResolver {
  private final BearerTokenResolver usual = new DefaultBearerTokenResolver();

  @Override
  public @Nullable String resolve(HttpServletRequest request) {
    if (Collections.list(request.getHeaders("Authorization")).size() > 1) {
      throw new InvalidBearerTokenException("There are several Authorization headers.");
    }
    return usual.resolve(request);
  }
}
