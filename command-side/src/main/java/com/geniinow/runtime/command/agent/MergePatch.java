package com.geniinow.runtime.command.agent;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patch, RFC 7396. */
public final class MergePatch {
  private MergePatch() {}

  /** A document with what a patch says put in, and what it says is null taken out. */
  public static ObjectNode onto(JsonNode target, ObjectNode patch) {
    var merged =
        target instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    for (var member : patch.properties()) {
      var name = member.getKey();
      var value = member.getValue();
      if (value.isNull()) {
        merged.remove(name);
      } else {
        merged.set(
            name, value instanceof ObjectNode inner ? onto(merged.path(name), inner) : value);
      }
    }
    return merged;
  }
}
