package com.geniinow.runtime.query.view.memory;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.JsonBounds;
import com.geniinow.runtime.platform.web.StorableText;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON objects that PostgreSQL can keep with a memory, and look into. */
public final class MemoryJson {
  /** The longest, in bytes of JSON. */
  public static final int MAX_BYTES = 16 * 1024;

  /** The longest number, as in any body; PostgreSQL's reach further. */
  private static final int MAX_DIGITS = JsonBounds.MAX_DIGITS;

  private MemoryJson() {}

  /**
   * The object's text.
   *
   * @param field its name on the wire
   * @throws ProblemException 400 naming the field
   */
  public static String checked(String field, ObjectNode object) {
    var text = object.toString();
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw ProblemException.invalidField(field, "must be at most " + MAX_BYTES + " bytes of JSON");
    }
    if (!storable(object)) {
      throw ProblemException.invalidField(
          field,
          "must hold no character U+0000, no half of a surrogate pair, and no number of more than"
              + " "
              + MAX_DIGITS
              + " digits");
    }
    return text;
  }

  private static boolean storable(JsonNode node) {
    if (node.isString()) {
      return StorableText.firstUnstorable(node.stringValue()) < 0;
    }
    if (node.isNumber()) {
      var number = node.decimalValue();
      return Math.abs((long) number.scale()) <= MAX_DIGITS && number.precision() <= MAX_DIGITS;
    }
    if (node.isObject()) {
      return node.properties().stream()
          .allMatch(
              entry ->
                  StorableText.firstUnstorable(entry.getKey()) < 0 && storable(entry.getValue()));
    }
    return node.valueStream().allMatch(MemoryJson::storable);
  }
}
