package com.geniinow.runtime.platform.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.geniinow.runtime.platform.protocol.Protocol.Sending;
import com.geniinow.runtime.platform.web.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What tests of protocols say and hear; {@code '} stands for {@code "}. */
final class Wire {
  static final Sending OWN = new Sending("m-1", 50, null, true, true);

  private Wire() {}

  static JsonNode json(String text) {
    return Json.mapper().readTree(text.replace('\'', '"'));
  }

  static String sent(Protocol protocol, String body, Sending how) {
    return new String(protocol.request(json(body), how), UTF_8).replace('"', '\'');
  }

  /** Takes events of this data, and answers those that the client is to have. */
  static List<String> hear(AnswerReader reader, String... data) {
    var passed = new ArrayList<String>();
    for (var one : data) {
      var text = one.replace('\'', '"');
      if (reader.event(new SseEvent(null, text, ("data: " + text + "\n\n").getBytes(UTF_8)))) {
        passed.add(one);
      }
    }
    return passed;
  }

  /** Events as a client reads them. */
  static List<SseEvent> events(byte[] bytes) {
    var reader = new SseReader(new ByteArrayInputStream(bytes));
    var events = new ArrayList<SseEvent>();
    try {
      for (var event = reader.next(); event != null; event = reader.next()) {
        events.add(event);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  static List<String> data(byte[] bytes) {
    return events(bytes).stream().map(event -> event.data().replace('"', '\'')).toList();
  }
}
