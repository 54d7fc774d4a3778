package com.geniinow.runtime.worker;

import com.geniinow.runtime.platform.web.JsonBounds;
import com.geniinow.runtime.platform.web.QuotedText;
import com.geniinow.runtime.platform.web.StorableText;
import com.geniinow.runtime.worker.executor.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds a result that the command side would refuse before it is reported, so that the task's
 * author hears what is wrong with it. Where it came from, it was paid: the task ends for good.
 */
final class StorableResult {
  /** The report around it is a level of its own; the list of reports doesn't count. */
  static final int MAX_DEPTH = JsonBounds.MAX_DEPTH - 1;

  /** Of the result written as JSON. */
  static final int MAX_BYTES = 256 * 1024;

  private static final String TOO_DEEP = "nests more than %d levels deep".formatted(MAX_DEPTH);

  private static final int LONGEST_PLACE = 150; // characters

  private StorableResult() {}

  /** The outcome itself, or a final failure instead of a result that can't be stored. */
  static Outcome of(Outcome outcome) {
    if (!(outcome instanceof Outcome.Completed completed)) {
      return outcome;
    }
    var fault = fault(completed.result());
    return fault == null
        ? outcome
        : new Outcome.Failed(
            "the result %s, which can't be stored".formatted(fault), false, completed.usage());
  }

  private static @Nullable String fault(JsonNode result) {
    var place = new StringBuilder();
    var fault = fault(result, 1, place);
    if (fault != null) {
      return place.isEmpty() || fault.equals(TOO_DEEP)
          ? fault
          : fault + " at " + QuotedText.clean(place.toString(), LONGEST_PLACE);
    }
    var bytes = result.toString().getBytes(StandardCharsets.UTF_8).length;
    return bytes > MAX_BYTES
        ? "has %d bytes as JSON, more than %d".formatted(bytes, MAX_BYTES)
        : null;
  }

  /**
   * @param place where a fault is, written from its end on the way back
   */
  private static @Nullable String fault(JsonNode node, int level, StringBuilder place) {
    return switch (node.getNodeType()) {
      case STRING -> ofText(node.stringValue());
      case NUMBER -> ofNumber(node);
      case OBJECT, ARRAY -> level > MAX_DEPTH ? TOO_DEEP : inside(node, level, place);
      default -> null;
    };
  }

  private static @Nullable String inside(JsonNode node, int level, StringBuilder place) {
    var index = 0;
    for (var element : node.isArray() ? node : List.<JsonNode>of()) {
      var fault = fault(element, level + 1, place);
      if (fault != null) {
        place.insert(0, "/" + index);
        return fault;
      }
      index++;
    }
    for (var field : node.properties()) {
      var name = ofText(field.getKey());
      var fault = name == null ? fault(field.getValue(), level + 1, place) : name;
      if (fault != null) {
        place.insert(0, "/" + field.getKey());
        return fault;
      }
    }
    return null;
  }

  private static @Nullable String ofText(String text) {
    var i = StorableText.firstUnstorable(text);
    if (i < 0) {
      return null;
    }
    return text.charAt(i) == 0 ? "holds U+0000" : "holds half a surrogate pair";
  }

  private static @Nullable String ofNumber(JsonNode number) {
    return !JsonBounds.isWithinDigits(number.decimalValue())
        ? "holds a number of more than %d digits".formatted(JsonBounds.MAX_DIGITS)
        : null;
  }
}
