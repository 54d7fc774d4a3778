package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.JsonBounds;
import com.geniinow.runtime.platform.web.JsonContent;
import com.geniinow.runtime.platform.web.StorableText;
import com.geniinow.runtime.platform.web.StrictUtf8;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of a call, once. */
@Component
class CallBodies {
  private static final int CHUNK = 64 * 1024;

  /** About what a value of JSON takes in memory, beside its text. */
  private static final long NODE = 100; // bytes

  private static final int LONGEST_NAME = 200;

  private final BodyRoom room;
  private final JsonMapper mapper;

  CallBodies(BodyRoom room, JsonMapper mapper) {
    this.room = room;
    this.mapper = mapper;
  }

  /**
   * Reads a body; whoever gets it gives its place back.
   *
   * @throws ProblemException 400 for what is no JSON object that names a model, 413, 503
   */
  CallBody read(HttpServletRequest request) throws IOException, HttpMediaTypeNotSupportedException {
    JsonContent.check(request);
    var in = request.getInputStream();
    var place = room.open();
    try {
      var bytes = bytes(in, place);
      var json = json(bytes);
      place.take(Math.multiplyExact(nodes(json), NODE));
      return new CallBody(json, model(json), sha256(bytes), place);
    } catch (IOException | RuntimeException e) {
      place.close();
      throw e;
    }
  }

  private static byte[] bytes(InputStream in, BodyRoom.Place place) throws IOException {
    var chunk = new byte[CHUNK];
    var all = new ByteArrayOutputStream(CHUNK);
    for (var read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      place.take(read);
      all.write(chunk, 0, read);
    }
    return all.toByteArray();
  }

  private ObjectNode json(byte[] bytes) {
    if (bytes.length == 0) {
      throw ProblemException.invalid("The request body is missing.");
    }
    if (!StrictUtf8.holds(bytes)) {
      throw ProblemException.invalid("The body is not valid JSON: it is not in UTF-8.");
    }
    JsonBounds.check(bytes, mapper);
    JsonNode read;
    try {
      read = mapper.readTree(bytes);
    } catch (JacksonException e) {
      throw ProblemException.invalidJson(e);
    }
    if (!(read instanceof ObjectNode object)) {
      throw ProblemException.invalid("The body must be a JSON object.");
    }
    checkTexts(object);
    return object;
  }

  /** Half characters can't be sent on, and what can't be kept must not get to a model's name. */
  private static void checkTexts(JsonNode node) {
    if (node.isString()) {
      StorableText.check(node.stringValue());
    }
    for (var field : node.properties()) {
      StorableText.check(field.getKey());
      checkTexts(field.getValue());
    }
    if (node.isArray()) {
      node.forEach(CallBodies::checkTexts);
    }
  }

  private static long nodes(JsonNode node) {
    long nodes = 1;
    for (var part : node) {
      nodes += nodes(part);
    }
    return nodes;
  }

  private static String model(ObjectNode body) {
    var model = body.path("model");
    if (!model.isString()) {
      throw ProblemException.invalidField("model", "must be a text");
    }
    var name = model.stringValue();
    if (name.isBlank()
        || name.length() > LONGEST_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw ProblemException.invalidField(
          "model", "must be 1 to " + LONGEST_NAME + " characters of one line");
    }
    return name;
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Digests.sha256().digest(bytes));
  }
}
