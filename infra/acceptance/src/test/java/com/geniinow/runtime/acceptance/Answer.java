package com.geniinow.runtime.acceptance;

import java.net.http.HttpHeaders;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** What the system answered. */
record Answer(int status, JsonNode body, HttpHeaders headers) {
  String text(String field) {
    return body.path(field).asString();
  }

  UUID id(String field) {
    return UUID.fromString(text(field));
  }
}
