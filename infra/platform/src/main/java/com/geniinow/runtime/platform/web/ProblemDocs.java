package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemMember;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Role;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.DateTimeSchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.NumberSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.media.UUIDSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.method.HandlerMethod;

/** Adds to each operation what all have in common: who may call it, and how it refuses. */
final class ProblemDocs {
  static final String SCHEMA = "problem";

  private ProblemDocs() {}

  static Operation describe(Operation operation, HandlerMethod handler) {
    var allow = handler.getMethodAnnotation(Allow.class);
    if (allow != null) {
      var roles =
          Arrays.stream(allow.value()).map(Role::claim).sorted().collect(Collectors.joining(", "));
      String before = operation.getDescription() == null ? "" : operation.getDescription() + "\n\n";
      operation.setDescription(before + "Roles: " + roles + ".");
    }
    if (operation.getResponses() == null) {
      operation.setResponses(new ApiResponses());
    }
    refusals(operation.getResponses());
    if (operation.getRequestBody() != null) {
      add(
          operation.getResponses(),
          413,
          "The body is too large; limit_bytes says how large it may be.");
      add(
          operation.getResponses(),
          415,
          "The body is of another media type, charset or coding than the route takes.");
      var taken = String.join(", ", operation.getRequestBody().getContent().keySet());
      header(operation.getResponses(), 415, "Accept", "What the route takes.", taken);
      header(operation.getResponses(), 415, "Accept-Encoding", "identity: no coding.", "identity");
      if (handler.hasMethodAnnotation(PatchMapping.class)) {
        header(operation.getResponses(), 415, "Accept-Patch", "What the route takes.", taken);
      }
    }
    if (takes(operation, IdempotencyHeader.NAME)) {
      add(operation.getResponses(), 422, "The idempotency key was used for a different request.");
      header(
          operation.getResponses(),
          200,
          "Idempotency-Replayed",
          "true: nothing was done again, this is the first answer.",
          "true");
    }
    if (takes(operation, "If-Match")) {
      add(operation.getResponses(), 412, "The thing has another entity tag by now.");
    }
    return operation;
  }

  private static boolean takes(Operation operation, String header) {
    return operation.getParameters() != null
        && operation.getParameters().stream()
            .anyMatch(parameter -> header.equals(parameter.getName()));
  }

  private static void refusals(ApiResponses responses) {
    add(responses, 400, "The request is not valid.");
    add(responses, 401, "No token, or not a good one.");
    header(responses, 401, "WWW-Authenticate", "How to authenticate: Bearer.", "Bearer");
    add(responses, 403, "The caller may not do this, whether or not the thing exists.");
    add(responses, 404, "There is no such thing.");
    add(responses, 409, "The thing's state does not allow this.");
    add(responses, 429, "A limit is reached; Retry-After says when to try again.");
    add(responses, 503, "Something this needs is unavailable; Retry-After says when to try again.");
    for (int status : List.of(429, 503)) {
      header(responses, status, "Retry-After", "After so many seconds, try again.", "1");
    }
  }

  private static void header(
      ApiResponses responses, int status, String name, String description, String example) {
    var header = new Header().description(description).schema(new StringSchema()).example(example);
    responses.computeIfPresent(
        Integer.toString(status),
        (code, response) -> {
          response.addHeaderObject(name, header);
          return response;
        });
  }

  private static void add(ApiResponses responses, int status, String description) {
    responses.computeIfAbsent(
        Integer.toString(status),
        code ->
            new ApiResponse()
                .description(description)
                .content(
                    new Content()
                        .addMediaType(
                            "application/problem+json",
                            new MediaType()
                                .schema(new Schema<>().$ref("#/components/schemas/" + SCHEMA)))));
  }

  static Schema<?> schema() {
    var reason = new StringSchema();
    Arrays.stream(Reason.values()).map(Reason::code).forEach(reason::addEnumItemObject);
    var problem =
        new ObjectSchema()
            .description("RFC 9457 problem details; branch on reason.")
            .addProperty("type", new StringSchema())
            .addProperty("title", new StringSchema())
            .addProperty("status", new IntegerSchema())
            .addProperty("detail", new StringSchema())
            .addProperty("instance", new StringSchema())
            .addProperty("reason", reason)
            .required(List.of("type", "title", "status", "detail", "reason"));
    for (var member : ProblemMember.values()) {
      problem.addProperty(member.wire(), schema(member));
    }
    return problem;
  }

  private static Schema<?> schema(ProblemMember member) {
    return switch (member) {
      case ERRORS -> new ArraySchema().items(fieldError());
      case COUNTED_TOKENS, LIMIT_BYTES, SIZE_BYTES -> new IntegerSchema().format("int64");
      case PARAM -> new StringSchema();
      case LEVEL -> new StringSchema()._enum(List.of("agent", "entity", "platform"));
      case WINDOW -> new StringSchema()._enum(List.of("month", "day"));
      case LIMIT_KIND -> new StringSchema()._enum(List.of("tokens", "cost", "storage"));
      case LIMIT, USED, RESERVED, REQUESTED -> new NumberSchema();
      case RESETS_AT -> new DateTimeSchema();
      case EVENT_ID -> new UUIDSchema();
      case BRAKE -> brake();
      case AGENT_BUSY -> new BooleanSchema();
    };
  }

  private static Schema<?> brake() {
    return new ObjectSchema()
        .title("Brake")
        .addProperty("brake_id", new UUIDSchema())
        .addProperty("scope", new StringSchema())
        .addProperty("id", new StringSchema())
        .addProperty("since", new DateTimeSchema())
        .addProperty("reason", new StringSchema())
        .required(List.of("brake_id", "scope", "since", "reason"));
  }

  private static Schema<?> fieldError() {
    return new ObjectSchema()
        .title("FieldError")
        .addProperty("field", new StringSchema())
        .addProperty("message", new StringSchema())
        .required(List.of("field", "message"));
  }
}
