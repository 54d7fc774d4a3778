package com.geniinow.runtime.servers.gcs;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A partial response's mask: {@code kind,items(name,owner/entity),nextPageToken}. */
final class Fields {
  private final Map<String, Fields> known = new LinkedHashMap<>();

  private Fields() {}

  static Fields of(String mask) {
    var all = new Fields();
    new Parser(mask).into(all);
    return all;
  }

  /** A copy with the masked fields alone; a mask that names nothing is none. */
  ObjectNode cut(ObjectNode whole) {
    if (known.isEmpty() || known.containsKey("*")) {
      return whole;
    }
    var part = JsonMapper.shared().createObjectNode();
    known.forEach(
        (name, inner) -> {
          var value = whole.get(name);
          if (value != null) {
            part.set(name, inner.cut(value));
          }
        });
    return part;
  }

  private JsonNode cut(JsonNode value) {
    if (value instanceof ObjectNode object) {
      return cut(object);
    }
    if (value instanceof ArrayNode array) {
      var part = JsonMapper.shared().createArrayNode();
      array.forEach(item -> part.add(cut(item)));
      return part;
    }
    return value;
  }

  private static final class Parser {
    private final String mask;
    private int at;

    Parser(String mask) {
      this.mask = mask;
    }

    void into(Fields fields) {
      while (at < mask.length() && mask.charAt(at) != ')') {
        int start = at;
        while (at < mask.length() && ",/()".indexOf(mask.charAt(at)) < 0) {
          at++;
        }
        var inner =
            fields.known.computeIfAbsent(mask.substring(start, at).strip(), name -> new Fields());
        char next = at < mask.length() ? mask.charAt(at) : ',';
        at++;
        if (next == '/') {
          var one = new Fields();
          intoOne(one);
          inner.known.putAll(one.known);
        } else if (next == '(') {
          into(inner);
          at++;
          if (at < mask.length() && mask.charAt(at) == ',') {
            at++;
          }
        } else if (next == ')') {
          at--;
          return;
        }
      }
    }

    /** The rest of a path like {@code a/b/c}. */
    private void intoOne(Fields fields) {
      int start = at;
      while (at < mask.length() && ",/()".indexOf(mask.charAt(at)) < 0) {
        at++;
      }
      var inner =
          fields.known.computeIfAbsent(mask.substring(start, at).strip(), name -> new Fields());
      if (at < mask.length() && mask.charAt(at) == '/') {
        at++;
        intoOne(inner);
      } else if (at < mask.length() && mask.charAt(at) == ',') {
        at++;
      }
    }
  }
}
