package com.geniinow.runtime.platform.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is changed in a request before it is sent: nothing else of it is. */
final class Requests {
  private Requests() {}

  /** A copy, whose client keeps its own, for the model by its name at the provider. */
  static ObjectNode copy(JsonNode body, String model) {
    return ((ObjectNode) body.deepCopy()).put("model", model);
  }

  /** The cap in a field; null where there is none. */
  static @Nullable Long cap(JsonNode body, String field) {
    var cap = body.path(field);
    return cap.isIntegralNumber() && cap.canConvertToLong() ? cap.longValue() : null;
  }

  /**
   * Sets the cap wherever the client names one, else where the provider reads it.
   *
   * @param usual where nobody says
   * @param fields that a client may name it in
   */
  static void cap(ObjectNode request, Protocol.Sending how, String usual, String... fields) {
    var named = false;
    for (var field : fields) {
      if (!Said.isAbsent(request.path(field))) {
        request.put(field, how.cap());
        named = true;
      }
    }
    if (!named) {
      request.put(how.capField() == null ? usual : how.capField(), how.cap());
    }
  }
}
