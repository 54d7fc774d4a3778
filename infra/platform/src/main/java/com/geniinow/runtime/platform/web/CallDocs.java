package com.geniinow.runtime.platform.web;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.media.UUIDSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;

/**
 * Describes the routes where models are called: bodies and answers are the providers' own, and so
 * is the form of refusals.
 */
final class CallDocs {
  private static final String PREFIX = "/v1/";
  private static final String JSON = "application/json";

  private CallDocs() {}

  /** Whether a handler serves such a route. */
  static boolean isCall(HandlerMethod handler) {
    return isCall(
            AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), RequestMapping.class))
        || isCall(
            AnnotatedElementUtils.findMergedAnnotation(
                handler.getBeanType(), RequestMapping.class));
  }

  private static boolean isCall(@org.jspecify.annotations.Nullable RequestMapping mapping) {
    return mapping != null && mapping.path().length > 0 && mapping.path()[0].startsWith(PREFIX);
  }

  /** Before the refusals are described that it has in common with all routes. */
  static void ask(Operation operation, HandlerMethod handler) {
    if (!handler.hasMethodAnnotation(PostMapping.class)) {
      return;
    }
    operation.setRequestBody(
        new RequestBody()
            .required(true)
            .content(new Content().addMediaType(JSON, new MediaType().schema(asked()))));
    operation.addParametersItem(header("X-Genii-Task", new UUIDSchema()));
    var attempt = new IntegerSchema();
    attempt.setMinimum(BigDecimal.ONE);
    operation.addParametersItem(header("X-Genii-Attempt", attempt));
  }

  private static Parameter header(String name, Schema<?> schema) {
    return new Parameter().name(name).in("header").required(false).schema(schema);
  }

  /** After them. */
  static void answer(Operation operation, HandlerMethod handler) {
    var calls = handler.hasMethodAnnotation(PostMapping.class);
    var responses = operation.getResponses();
    responses.remove("409"); // clients would repeat it: 403 here
    if (calls) {
      operation.setResponses(good(responses));
      responses = operation.getResponses();
      responses.computeIfAbsent(
          "502", code -> response("The model's provider did not serve the call."));
    }
    responses.forEach(
        (code, response) -> {
          if (!calls && code.startsWith("2")) {
            response.content(new Content().addMediaType(JSON, new MediaType().schema(listed())));
          }
          if (!code.startsWith("2")) {
            response.content(new Content().addMediaType(JSON, new MediaType().schema(refused())));
            note(response, "X-Genii-Reason", "Why, in one word.", "quota_exceeded");
            note(response, "x-should-retry", "false: the same call will not be taken.", "false");
          }
          note(response, "X-Request-Id", "Of this request.", "req_0123456789abcdef");
          if (calls) {
            note(response, "X-Genii-Call-Id", "Of the call, once it is held for.", "…");
            note(response, "X-Genii-Provider-Request-Id", "The provider's own id.", "req_1");
          }
        });
  }

  /** What comes is the provider's. */
  private static ApiResponses good(ApiResponses refusals) {
    var all = new ApiResponses();
    var answer = response("The model's answer, as its provider sent it.");
    answer.setContent(
        new Content()
            .addMediaType(JSON, new MediaType().schema(answered()))
            .addMediaType("text/event-stream", new MediaType().schema(new StringSchema())));
    note(answer, "X-Genii-Cost-Usd", "What it cost; not of a stream.", "0.000016");
    note(answer, "X-Accel-Buffering", "no: of a stream.", "no");
    all.addApiResponse("200", answer);
    refusals.forEach(
        (code, response) -> {
          if (!code.equals("200")) {
            all.addApiResponse(code, response);
          }
        });
    return all;
  }

  private static ApiResponse response(String description) {
    return new ApiResponse().description(description);
  }

  private static void note(ApiResponse response, String name, String what, String example) {
    response.addHeaderObject(
        name, new Header().description(what).schema(new StringSchema()).example(example));
  }

  /** What every route needs; what else may stand there is the provider's business. */
  private static Schema<?> asked() {
    return object().addProperty("model", text("Which model is asked; GET /v1/models lists them."));
  }

  /** What every answer has, as far as the protocols have anything in common. */
  private static Schema<?> answered() {
    return object()
        .addProperty("model", text("Which model answered."))
        .addProperty("usage", object().description("What it used, in the protocol's own words."));
  }

  /** A model, or a list of them under {@code data}. */
  private static Schema<?> listed() {
    return object()
        .addProperty("id", text("The model's name, of one model."))
        .addProperty("object", text("list, or model; OpenAI's form alone."))
        .addProperty(
            "data", new ArraySchema().items(object()).description("The models, of a list."));
  }

  /** Anthropic's has a type beside the error. */
  private static Schema<?> refused() {
    var error =
        object()
            .addProperty("type", text("By the protocol's own table."))
            .addProperty("code", text("Why, in one word."))
            .addProperty("message", text("A sentence for a person."))
            .addProperty(
                "param",
                new JsonSchema()
                    .types(new LinkedHashSet<>(List.of("string", "null")))
                    .description("The field that is not taken; OpenAI's form alone."));
    return object().addProperty("error", error.description("What is wrong."));
  }

  private static Schema<?> text(String description) {
    return new StringSchema().description(description);
  }

  private static Schema<?> object() {
    return new JsonSchema().types(new LinkedHashSet<>(Set.of("object"))).additionalProperties(true);
  }
}
