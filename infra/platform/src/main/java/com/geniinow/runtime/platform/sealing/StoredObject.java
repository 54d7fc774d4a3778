package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.web.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object as text, some of whose members are exchanged: everything else stays to the letter.
 */
record StoredObject(String text, List<Member> members) {
  static final JsonMapper MAPPER = Json.mapper();

  /** For what this process has just written, in which no name comes twice. */
  static final JsonMapper OWN =
      MAPPER.rebuild().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  StoredObject {
    members = List.copyOf(members);
  }

  /**
   * One of its members.
   *
   * @param start where its value begins in the text
   * @param end the first place behind it
   * @param kind what the value begins with
   */
  record Member(String name, int start, int end, JsonToken kind) {
    String value(String text) {
      return text.substring(start, end);
    }
  }

  /**
   * Finds the members of an object.
   *
   * @throws tools.jackson.core.JacksonException when that is no JSON
   * @throws IllegalArgumentException when it is another JSON value
   */
  static StoredObject of(String text) {
    List<Member> members = new ArrayList<>();
    try (var parser = MAPPER.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("an event is stored as an object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        members.add(member(parser));
      }
    }
    return new StoredObject(text, members);
  }

  private static Member member(JsonParser parser) {
    var name = parser.currentName();
    var kind = parser.nextToken();
    int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
    parser.skipChildren();
    parser.finishToken();
    int end = Math.toIntExact(parser.currentLocation().getCharOffset());
    return new Member(name, start, end, kind);
  }

  /** The object with other values. */
  String with(Function<Member, @Nullable String> values) {
    var changed = new StringBuilder();
    int copied = 0;
    for (var member : members) {
      var value = values.apply(member);
      if (value != null) {
        changed.append(text, copied, member.start()).append(value);
        copied = member.end();
      }
    }
    return copied == 0 ? text : changed.append(text, copied, text.length()).toString();
  }
}
