package com.geniinow.runtime.command.security;

import com.geniinow.runtime.command.security.Calls.Body;
import com.geniinow.runtime.command.security.OpenApi.Route;
import com.geniinow.runtime.command.security.Stage.Actor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Requests to described routes: good ones, good ones with something wrong, and rubbish. The same
 * seed makes the same requests, but for ids.
 */
final class RequestGenerator {
  private final OpenApi api;
  private final Random random;
  private final Nasty nasty;
  private List<Actor> actors = List.of();
  private final List<@Nullable String> tokens = new ArrayList<>();
  private @Nullable Route scene;

  /** Whether what is generated right now should be taken. */
  private boolean fitting;

  RequestGenerator(OpenApi api, long seed) {
    this.api = api;
    this.random = new Random(seed);
    this.nasty = new Nasty(random);
  }

  /** Goes on with other agents, on which this route works: many of the next requests are its. */
  void enter(Route route, List<Actor> fresh) {
    scene = route;
    actors = fresh;
    tokens.clear();
    tokens.add(null);
    for (var times = 0; times < 4; times++) {
      tokens.add(Calls.admin());
      tokens.add(Calls.worker());
      for (var actor : actors) {
        tokens.add(Calls.agent(actor.agent()));
      }
      tokens.add(Calls.founder(actors.getFirst().entity()));
      tokens.add(Calls.auditor(times == 0 ? null : actors.getFirst().entity()));
    }
  }

  /**
   * A request, ready to be sent.
   *
   * @param route what it asks, or null where that isn't sure
   */
  record Request(
      @Nullable Route route,
      String method,
      String path,
      @Nullable String token,
      Body body,
      String[] headers) {
    @Override
    public String toString() {
      var text = new String(body.bytes(), StandardCharsets.ISO_8859_1);
      return method
          + " "
          + path
          + " "
          + body.contentType()
          + " "
          + List.of(headers)
          + " "
          + (text.length() > 2000 ? text.substring(0, 2000) + "…" : text);
    }
  }

  Request next() {
    if (scene != null && nasty.once(2)) {
      return fitting(nasty.once(2) ? scene : nasty.any(api.routes()));
    }
    return wrong(nasty.any(api.routes()));
  }

  /** One that is taken, if the state of things lets it. */
  private Request fitting(Route route) {
    fitting = true;
    try {
      var actor = nasty.any(actors);
      var token =
          route.path().startsWith("/internal/")
              ? Calls.worker()
              : route.roles().contains("agent")
                      && (nasty.once(2) || !route.roles().contains("admin"))
                  ? Calls.agent(actor.agent())
                  : Calls.admin();
      var body = nasty.once(3) ? route.example() : body(route);
      return new Request(
          route, route.method(), Stage.path(route, actor), token, body, new String[0]);
    } finally {
      fitting = false;
    }
  }

  private Request wrong(Route route) {
    var actor = nasty.any(actors);
    var headers = new ArrayList<String>();
    var query = new StringJoiner("&", "?", "").setEmptyValue("");
    for (var parameter : route.operation().path("parameters")) {
      var name = parameter.path("name").asString();
      switch (parameter.path("in").asString()) {
        case "query" -> {
          if (nasty.once(2)) {
            query.add(name + "=" + parameter(parameter));
          }
        }
        case "header" -> {
          if (nasty.once(2)) {
            headers.addAll(List.of(name, headerValue()));
          }
        }
        default -> {}
      }
    }
    var bad = nasty.once(3);
    var path = bad ? badPath(route) : Stage.path(route, actor);
    if (path.contains("?")) {
      path = path.substring(0, path.indexOf('?'));
    }
    var other = nasty.once(40);
    return new Request(
        bad || other ? null : route,
        other ? nasty.any(List.of("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")) : route.method(),
        path + query,
        nasty.once(2) ? fittingToken(route, actor) : nasty.any(tokens),
        body(route),
        headers.toArray(String[]::new));
  }

  /** One that gets past the door, for what is behind it. */
  private String fittingToken(Route route, Actor actor) {
    if (route.path().startsWith("/internal/")) {
      return Calls.worker();
    }
    return nasty.once(2) ? Calls.admin() : Calls.agent(actor.agent());
  }

  private String badPath(Route route) {
    var path = route.path();
    while (path.contains("{")) {
      var value =
          nasty.once(3)
              ? UUID.randomUUID().toString().toUpperCase(java.util.Locale.ROOT)
              : nasty.encoded();
      path =
          path.substring(0, path.indexOf('{'))
              + (value.isEmpty() ? "x" : value)
              + path.substring(path.indexOf('}') + 1);
    }
    return path;
  }

  private String parameter(JsonNode parameter) {
    if (parameter.path("name").asString().equals("wait_seconds")) {
      return nasty.any(List.of("0", "-1", "61", "x")); // others take as long as they say
    }
    if (nasty.once(2)) {
      return nasty.encoded();
    }
    var value = good(parameter.path("schema"), 0).replace("\"", "");
    return java.net.URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private String headerValue() {
    var text = nasty.text().replaceAll("[^\\x20-\\x7e]", "?").strip();
    return nasty.once(2) || text.isEmpty() ? UUID.randomUUID().toString() : text;
  }

  /** What stops the whole fleet would stop all that comes after it. */
  private Body body(Route route) {
    var body = anyBody(route);
    return route.path().equals("/api/brakes")
        ? new Body(
            body.contentType(),
            new String(body.bytes(), StandardCharsets.ISO_8859_1)
                .replace("fleet", "agent")
                .getBytes(StandardCharsets.ISO_8859_1))
        : body;
  }

  private Body anyBody(Route route) {
    var type = route.contentType();
    if (route.name().equals("PUT /api/budgets/platform")) {
      // A limit that all agents of all tests share, and that would stop them.
      return nasty.once(4) ? new Body(type, nasty.rubbish()) : route.example();
    }
    if (fitting) {
      return type.equals("application/json")
          ? Body.json(object(api.resolved(route.bodySchema()), 0))
          : type.isEmpty() ? Body.NONE : route.example();
    }
    if (type.isEmpty() || nasty.once(20)) {
      return nasty.once(5) ? new Body("application/json", nasty.rubbish()) : Body.NONE;
    }
    if (nasty.once(8)) {
      return new Body(nasty.once(6) ? "text/plain" : type, nasty.rubbish());
    }
    if (type.startsWith("multipart/")) {
      return upload();
    }
    var json = object(api.resolved(route.bodySchema()), 0);
    return new Body(type, json.getBytes(StandardCharsets.UTF_8));
  }

  private Body upload() {
    var name = nasty.text().replace("\"", "%22");
    var body =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
            + (nasty.once(3) ? name.replaceAll("[\r\n]", " ") : name)
            + "\"\r\nContent-Type: "
            + nasty.any(List.of("text/plain", "x", "text/html; charset=\u0000", "a/b;c=\"", ""))
            + "\r\n\r\nbytes\r\n"
            + nasty.any(
                List.of(
                    "--b--\r\n",
                    "--b\r\n",
                    "",
                    "--b\r\nContent-Disposition: form-data; name=\"task_id\"\r\n\r\nx\r\n--b--\r\n"));
    return new Body("multipart/form-data; boundary=b", body.getBytes(StandardCharsets.UTF_8));
  }

  /** An object after its schema, in which now and then something is wrong. */
  private String object(JsonNode schema, int depth) {
    var fields = new LinkedHashMap<String, String>();
    for (var property : schema.path("properties").properties()) {
      var required = schema.path("required").toString().contains("\"" + property.getKey() + "\"");
      if (required ? !mistake(15) : !isSomebodys(property.getValue()) && nasty.once(3)) {
        fields.put(
            property.getKey(), mistake(12) ? nasty.json(0) : good(property.getValue(), depth + 1));
      }
    }
    if (mistake(15)) {
      fields.put("unknown", nasty.json(0));
    }
    var json = new StringJoiner(",", "{", "}");
    for (Map.Entry<String, String> field : fields.entrySet()) {
      json.add("\"" + field.getKey() + "\":" + field.getValue());
      if (mistake(60)) {
        json.add("\"" + field.getKey() + "\":" + field.getValue());
      }
    }
    return json.toString();
  }

  private boolean mistake(int in) {
    return nasty.once(in) && !fitting;
  }

  /** An id that may be left out is most often wrong. */
  private boolean isSomebodys(JsonNode schema) {
    return fitting && schema.path("format").asString("").equals("uuid");
  }

  private String good(JsonNode given, int depth) {
    var schema = api.resolved(given);
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size())).toString();
    }
    var type = type(schema);
    var plain = !List.of("integer", "number").contains(type) && !schema.has("format");
    if (fitting && plain && schema.has("example")) {
      return schema.path("example").toString();
    }
    return any(schema, type, depth);
  }

  /** The schema's type, but for null. */
  private static String type(JsonNode schema) {
    var type = schema.path("type");
    return type.isArray()
        ? type.valueStream()
            .map(JsonNode::asString)
            .filter(one -> !one.equals("null"))
            .findFirst()
            .orElse("")
        : type.asString("");
  }

  private String any(JsonNode schema, String type, int depth) {
    return switch (type) {
      case "string" ->
          switch (schema.path("format").asString("")) {
            case "uuid" -> "\"" + id() + "\"";
            case "date-time" -> "\"2026-11-2" + random.nextInt(10) + "T00:00:00Z\"";
            default ->
                "\""
                    + nasty.any(
                        List.of("simulate", "webhook", "openai.chat", "w", "name", "gpt-4o"))
                    + "\"";
          };
      case "integer" -> Long.toString(random.nextLong(least(schema), most(schema) + 1));
      case "number" -> random.nextLong(least(schema), most(schema)) + "." + random.nextInt(100);
      case "boolean" -> Boolean.toString(random.nextBoolean());
      case "array" -> "[" + good(schema.path("items"), depth + 1) + "]";
      default ->
          depth < 4 && schema.has("properties")
              ? object(schema, depth)
              : "{\"k\":" + nasty.json(2) + "}";
    };
  }

  private static long least(JsonNode schema) {
    return Math.max(schema.path("minimum").asLong(0), -1_000);
  }

  /** Beyond a thousand all numbers are alike. */
  private static long most(JsonNode schema) {
    return Math.min(schema.path("maximum").asLong(1_000), 1_000);
  }

  private String id() {
    var actor = nasty.any(actors);
    return switch (random.nextInt(4)) {
      case 0 -> actor.agent().toString();
      case 1 -> actor.task();
      case 2 -> actor.entity().toString();
      default -> UUID.randomUUID().toString();
    };
  }
}
