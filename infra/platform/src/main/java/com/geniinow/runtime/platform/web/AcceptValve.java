package com.geniinow.runtime.platform.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Collections;
import java.util.stream.Collectors;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.http.HttpHeaders;
import org.springframework.util.MimeTypeUtils;

/**
 * Takes what names no type out of {@code Accept}, and the header with it where nothing is left:
 * HTTP has such elements passed over, and Actuator fails on them.
 */
final class AcceptValve extends ValveBase {
  AcceptValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    var values = Collections.list(request.getHeaders(HttpHeaders.ACCEPT));
    if (!values.isEmpty()) {
      var types =
          values.stream()
              .flatMap(value -> MimeTypeUtils.tokenize(value).stream())
              .filter(type -> !type.isBlank())
              .collect(Collectors.joining(","));
      var headers = request.getCoyoteRequest().getMimeHeaders();
      headers.removeHeader(HttpHeaders.ACCEPT);
      if (!types.isEmpty()) {
        headers.addValue(HttpHeaders.ACCEPT).setString(types);
      }
    }
    getNext().invoke(request, response);
  }
}
