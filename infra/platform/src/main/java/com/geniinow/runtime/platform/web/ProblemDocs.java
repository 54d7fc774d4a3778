package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Role;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.web.method.HandlerMethod;

/** Adds to each operation what all have in common: who may call it, and how it refuses. */
final class ProblemDocs {

  static final String SCHEMA = "problem";

  private ProblemDocs() {}

  static Operation describe(Operation operation, HandlerMethod handler) {
    Allow allow = handler.getMethodAnnotation(Allow.class);
    if (allow != null) {
      String roles =
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
      add(operation.getResponses(), 415, "The body is of another media type than the route takes.");
    }
    if (takes(operation, "Idempotency-Key")) {
      add(operation.getResponses(), 422, "The idempotency key was used for a different request.");
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
    add(responses, 403, "The caller may not do this, whether or not the thing exists.");
    add(responses, 404, "There is no such thing.");
    add(responses, 409, "The thing's state does not allow this.");
    add(responses, 429, "A limit is reached; Retry-After says when to try again.");
    add(responses, 503, "Something this needs is away; Retry-After says when to try again.");
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
    Schema<String> reason = new StringSchema();
    Arrays.stream(Reason.values()).map(Reason::code).forEach(reason::addEnumItemObject);
    return new ObjectSchema()
        .description("RFC 9457 problem details; branch on reason.")
        .addProperty("type", new StringSchema())
        .addProperty("title", new StringSchema())
        .addProperty("status", new IntegerSchema())
        .addProperty("detail", new StringSchema())
        .addProperty("instance", new StringSchema())
        .addProperty("reason", reason)
        .addProperty(
            "errors",
            new ArraySchema()
                .items(
                    new ObjectSchema()
                        .addProperty("field", new StringSchema())
                        .addProperty("message", new StringSchema())));
  }
}
