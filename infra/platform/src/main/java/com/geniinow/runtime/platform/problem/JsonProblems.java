package com.geniinow.runtime.platform.problem;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Says what is wrong with a JSON body in the client's words: fields and places, never classes. */
final class JsonProblems {
  /** Anything that looks like {@code a.b.ClassName} or a generic Java name. */
  private static final Pattern CLASS_NAME = Pattern.compile("\\b[a-z]\\w*(\\.[a-z]\\w*)+\\.[A-Z]");

  private static final int MAX_NAME = 100;

  private JsonProblems() {}

  static Problem of(JacksonException thrown) {
    if (thrown instanceof StreamConstraintsException) {
      return Problem.of(
          Reason.INVALID_REQUEST,
          "The JSON is nested too deeply, or holds too long a number, name or text.");
    }
    if (thrown instanceof InputCoercionException number) {
      return Problem.invalid(
          List.of(new FieldError(field(number), Expected.of(number.getTargetType()))));
    }
    if (thrown instanceof StreamReadException) {
      return Problem.of(
          Reason.INVALID_REQUEST,
          "The body is not valid JSON" + place(thrown.getLocation()) + "." + duplicate(thrown));
    }
    if (thrown instanceof JacksonIOException) {
      return Problem.of(Reason.INVALID_REQUEST, "The body could not be read to its end.");
    }
    if (thrown instanceof DatabindException bind) {
      return Problem.invalid(List.of(new FieldError(field(bind), message(bind))));
    }
    return Problem.of(Reason.INVALID_REQUEST, "The body could not be read.");
  }

  private static String message(DatabindException thrown) {
    if (thrown instanceof UnrecognizedPropertyException) {
      return "is not a known field";
    }
    if (thrown instanceof ValueInstantiationException made
        && made.getCause() instanceof IllegalArgumentException cause
        && cause.getMessage() != null
        && !CLASS_NAME.matcher(cause.getMessage()).find()) {
      return cause.getMessage();
    }
    if (thrown instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      if (String.valueOf(thrown.getOriginalMessage()).startsWith("Trailing token")) {
        return "must be the only JSON value";
      }
      return Expected.of(mismatch.getTargetType());
    }
    return "is not valid";
  }

  private static String field(JacksonException thrown) {
    var path = new StringBuilder();
    for (JacksonException.Reference step : thrown.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(shorten(step.getPropertyName()));
      }
    }
    return path.isEmpty() ? "body" : path.toString();
  }

  private static String shorten(String name) {
    return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "…";
  }

  private static String place(TokenStreamLocation at) {
    return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
  }

  private static String duplicate(JacksonException thrown) {
    var message = String.valueOf(thrown.getOriginalMessage());
    return message.startsWith("Duplicate Object property") ? " A field is given twice." : "";
  }
}
