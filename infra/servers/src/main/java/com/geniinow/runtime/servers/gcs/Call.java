package com.geniinow.runtime.servers.gcs;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One request and its answer. */
final class Call {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LARGEST_JSON = 1 << 20;

  private final HttpExchange exchange;
  private final String rawPath;
  private final List<String> path;
  private final Map<String, String> query;

  Call(HttpExchange exchange) {
    this.exchange = exchange;
    this.rawPath = exchange.getRequestURI().getRawPath();
    this.path = Paths.segments(rawPath);
    var raw = exchange.getRequestURI().getRawQuery();
    this.query = Paths.query(raw == null ? "" : raw);
  }

  /** The method, or the one that a POST stands for. */
  String method() {
    var stands = header("X-HTTP-Method-Override");
    return exchange.getRequestMethod().equals("POST") && !stands.isEmpty()
        ? stands
        : exchange.getRequestMethod();
  }

  String rawPath() {
    return rawPath;
  }

  String rawQuery() {
    var raw = exchange.getRequestURI().getRawQuery();
    return raw == null ? "" : raw;
  }

  List<String> path() {
    return path;
  }

  Map<String, String> query() {
    return query;
  }

  /** A header's value, or an empty text. */
  String header(String name) {
    @Nullable String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  /** Where the client found this server. */
  String baseUrl() {
    return "http://" + header("Host");
  }

  /** The body as it is meant, unpacked. */
  InputStream body() throws IOException {
    var body = exchange.getRequestBody();
    return header("Content-Encoding").equals("gzip") ? new GZIPInputStream(body) : body;
  }

  /** The body as it came. */
  InputStream rawBody() {
    return exchange.getRequestBody();
  }

  /**
   * The body as a JSON object; an empty body is an empty object.
   *
   * @throws GcsException 400
   */
  ObjectNode json() throws IOException {
    return object(body().readNBytes(LARGEST_JSON));
  }

  static ObjectNode object(byte[] text) {
    if (text.length == 0) {
      return JSON.createObjectNode();
    }
    try {
      var tree = JSON.readTree(text);
      if (tree instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      // Said below.
    }
    throw new GcsException(400, "parseError", "Parse Error");
  }

  void set(String header, String value) {
    exchange.getResponseHeaders().set(header, value);
  }

  /** Answers JSON, cut down to the fields asked for. */
  void answer(int status, ObjectNode body) throws IOException {
    var fields = query.get("fields");
    set("Content-Type", "application/json; charset=UTF-8");
    write(status, JSON.writeValueAsBytes(fields == null ? body : Fields.of(fields).cut(body)));
  }

  void answer(int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  void xml(int status, String body) throws IOException {
    set("Content-Type", "application/xml; charset=UTF-8");
    write(status, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers a part of a file. */
  void file(int status, Path file, long from, long length) throws IOException {
    var head = exchange.getRequestMethod().equals("HEAD");
    if (head || length == 0) {
      if (head) {
        set("Content-Length", Long.toString(length));
      }
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    try (var content = FileChannel.open(file, StandardOpenOption.READ)) {
      exchange.sendResponseHeaders(status, length);
      try (var out = exchange.getResponseBody()) {
        content.position(from);
        var in = Channels.newInputStream(content);
        var buffer = new byte[1 << 16];
        long left = length;
        while (left > 0) {
          var read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (read < 0) {
            throw new IOException(file + " is shorter than it says");
          }
          out.write(buffer, 0, read);
          left -= read;
        }
      }
    }
  }

  private void write(int status, byte[] body) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      try (var out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
