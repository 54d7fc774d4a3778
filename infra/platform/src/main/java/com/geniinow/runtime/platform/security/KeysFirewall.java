package com.geniinow.runtime.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Strict, but for paths that end in a key: there every character may stand, encoded, as a part of
 * the one segment that a filter has made of the key before.
 */
final class KeysFirewall implements HttpFirewall {
  private static final Pattern KEY =
      Pattern.compile(
          "/api/agents/[^/]+/memory/[A-Za-z0-9_.~%-]+|/api/prices/[A-Za-z0-9_.~%-]+(/reprice)?"
              + "|/v1/models/[A-Za-z0-9_.~%-]+|/api/subjects/[A-Za-z0-9_.~%-]+/revoke-tokens");

  private final StrictHttpFirewall strict = new StrictHttpFirewall();
  private final StrictHttpFirewall keys = new StrictHttpFirewall();

  KeysFirewall() {
    keys.setAllowBackSlash(true);
    keys.setAllowSemicolon(true);
    keys.setAllowUrlEncodedSlash(true);
    keys.setAllowUrlEncodedDoubleSlash(true);
    keys.setAllowUrlEncodedPercent(true);
    keys.setAllowUrlEncodedPeriod(true);
    keys.setAllowUrlEncodedLineSeparator(true);
    keys.setAllowUrlEncodedParagraphSeparator(true);
  }

  @Override
  public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
    return (KEY.matcher(request.getRequestURI()).matches() ? keys : strict)
        .getFirewalledRequest(request);
  }

  @Override
  public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
    return strict.getFirewalledResponse(response);
  }
}
