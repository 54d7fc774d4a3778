package com.geniinow.runtime.platform.problem;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.validation.BindException;
import org.springframework.validation.Errors;
import org.springframework.validation.ObjectError;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;

/** Bean validation and parameter conversion, told field by field with the names on the wire. */
final class ValidationProblems {
  private ValidationProblems() {}

  static Optional<Problem> of(Throwable thrown) {
    List<FieldError> errors =
        switch (thrown) {
          case BindException e -> fields("", e);
          case HandlerMethodValidationException e -> parameters(e);
          case ConstraintViolationException e ->
              e.getConstraintViolations().stream().map(ValidationProblems::violation).toList();
          case MethodArgumentTypeMismatchException e ->
              List.of(new FieldError(WireName.of(e.getName()), Expected.of(e.getRequiredType())));
          case TypeMismatchException e ->
              List.of(new FieldError(name(e.getPropertyName()), Expected.of(e.getRequiredType())));
          case MissingServletRequestParameterException e -> missing(e.getParameterName());
          case MissingServletRequestPartException e -> missing(e.getRequestPartName());
          case MissingRequestHeaderException e -> missing(e.getHeaderName());
          default -> List.of();
        };
    return errors.isEmpty() ? Optional.empty() : Optional.of(Problem.invalid(errors));
  }

  private static List<FieldError> missing(String name) {
    return List.of(new FieldError(name, "is required"));
  }

  private static List<FieldError> parameters(MethodValidationResult result) {
    List<FieldError> errors = new ArrayList<>();
    for (ParameterValidationResult parameter : result.getParameterValidationResults()) {
      if (parameter instanceof ParameterErrors object) {
        errors.addAll(fields("", object));
      } else {
        var name = name(parameter.getMethodParameter().getParameterName());
        parameter
            .getResolvableErrors()
            .forEach(e -> errors.add(new FieldError(name, message(e.getDefaultMessage()))));
      }
    }
    return errors;
  }

  private static List<FieldError> fields(String prefix, Errors errors) {
    List<FieldError> all = new ArrayList<>();
    for (ObjectError error : errors.getAllErrors()) {
      if (error instanceof org.springframework.validation.FieldError field) {
        // A failed conversion's own message names Java types.
        String message =
            field.isBindingFailure() ? "is not valid" : message(field.getDefaultMessage());
        all.add(new FieldError(prefix + WireName.of(field.getField()), message));
      } else {
        all.add(new FieldError("body", message(error.getDefaultMessage())));
      }
    }
    return all;
  }

  private static FieldError violation(ConstraintViolation<?> violation) {
    // The first step is the method's name, which a client does not know.
    var path = violation.getPropertyPath().toString();
    return new FieldError(
        WireName.of(path.substring(path.indexOf('.') + 1)), violation.getMessage());
  }

  private static String name(@Nullable String javaName) {
    return javaName == null ? "request" : WireName.of(javaName);
  }

  private static String message(@Nullable String message) {
    return message == null ? "is not valid" : message;
  }
}
