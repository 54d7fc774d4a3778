package com.geniinow.runtime.platform.problem;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error answer before it is written.
 *
 * @param status the HTTP status; usually the reason's own
 * @param detail a sentence for the client
 * @param properties further members of the body, with values that JSON can hold
 * @param headers further response headers, such as {@code Allow}
 * @param retryAfterSeconds at least 1 for 429 and 503, else null unless asked for
 */
public record Problem(
    Reason reason,
    int status,
    String detail,
    Map<String, Object> properties,
    Map<String, String> headers,
    @Nullable Long retryAfterSeconds) {
  /** Longest list of field errors in one answer; nobody reads more. */
  private static final int MAX_FIELD_ERRORS = 50;

  public Problem {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    headers = Map.copyOf(headers);
    if (retryAfterSeconds == null && (status == 429 || status == 503)) {
      retryAfterSeconds = 1L;
    }
  }

  /** A problem with the reason's own status and nothing else. */
  public static Problem of(Reason reason, String detail) {
    return new Problem(reason, reason.status(), detail, Map.of(), Map.of(), null);
  }

  /**
   * A 400 that lists what is wrong with which field, sorted so that equal requests get equal
   * answers.
   */
  public static Problem invalid(List<FieldError> errors) {
    var sorted =
        errors.stream()
            .distinct()
            .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::message))
            .limit(MAX_FIELD_ERRORS)
            .toList();
    String detail =
        sorted.size() == 1
            ? sorted.getFirst().field() + " " + sorted.getFirst().message() + "."
            : "The request has " + sorted.size() + " invalid fields.";
    return of(Reason.INVALID_REQUEST, detail).with(Map.of(ProblemMember.ERRORS, sorted));
  }

  /** The same where the request that is wrong is a field of a larger one. */
  Problem under(String name) {
    if (!(properties.get(ProblemMember.ERRORS.wire()) instanceof List<?> errors)) {
      return this;
    }
    return invalid(
        errors.stream()
            .map(FieldError.class::cast)
            .map(error -> new FieldError(under(name, error.field()), error.message()))
            .toList());
  }

  /** Names are dotted, or JSON Pointers. */
  private static String under(String name, String field) {
    return field.startsWith("/") ? "/" + name + field : name + "." + field;
  }

  Problem with(Map<ProblemMember, ?> more) {
    Map<String, Object> merged = new LinkedHashMap<>(properties);
    more.forEach((member, value) -> merged.put(member.wire(), value));
    return new Problem(reason, status, detail, merged, headers, retryAfterSeconds);
  }

  Problem withHeaders(Map<String, String> more) {
    return new Problem(reason, status, detail, properties, more, retryAfterSeconds);
  }

  Problem withStatus(int other) {
    return new Problem(reason, other, detail, properties, headers, retryAfterSeconds);
  }

  /** Rounded up to whole seconds, at least 1. */
  Problem retryAfter(@Nullable Duration after) {
    if (after == null) {
      return this;
    }
    long seconds = Math.max(1, after.plusNanos(999_999_999).toSeconds());
    return new Problem(reason, status, detail, properties, headers, seconds);
  }
}
