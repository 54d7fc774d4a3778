package com.geniinow.runtime.platform.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.erdtman.jcs.NumberToJSON;
import tools.jackson.databind.JsonNode;

/**
 * The form of RFC 8785, by which documents that say the same are the same text. RFC 8785 knows
 * numbers of double precision only; one that a double doesn't hold (its shortest form is another
 * number) is written with its own digits, so that two such numbers that differ stay two.
 */
public final class CanonicalJson {
  /** Up to here a double holds each whole number. */
  private static final long EXACT = 1L << 53;

  private CanonicalJson() {}

  /** The canonical text; equal for equal documents and for no others. */
  public static String of(JsonNode node) {
    var text = new StringBuilder();
    write(node, text);
    return text.toString();
  }

  /** SHA-256 of the canonical text's UTF-8, in hexadecimal digits. */
  public static String sha256(JsonNode node) {
    try {
      var form = of(node).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(form));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void write(JsonNode node, StringBuilder to) {
    switch (node.getNodeType()) {
      case OBJECT -> object(node, to);
      case ARRAY -> array(node, to);
      case NUMBER -> number(node, to);
      case STRING -> string(node.stringValue(), to);
      default -> to.append(node);
    }
  }

  /** Members by their names' UTF-16 units, which is how Java compares texts. */
  private static void object(JsonNode node, StringBuilder to) {
    var members = new TreeMap<String, JsonNode>();
    node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
    char before = '{';
    for (var member : members.entrySet()) {
      to.append(before);
      string(member.getKey(), to);
      to.append(':');
      write(member.getValue(), to);
      before = ',';
    }
    to.append(before == '{' ? "{}" : "}");
  }

  private static void array(JsonNode node, StringBuilder to) {
    char before = '[';
    for (var element : node) {
      to.append(before);
      write(element, to);
      before = ',';
    }
    to.append(before == '[' ? "[]" : "]");
  }

  /** A whole number that a double holds is its digits; most numbers are one. */
  private static void number(JsonNode node, StringBuilder to) {
    if (node.canConvertToLong() && node.isIntegralNumber() && isExact(node.longValue())) {
      to.append(node.longValue());
    } else {
      to.append(number(node.decimalValue()));
    }
  }

  private static boolean isExact(long number) {
    return -EXACT <= number && number <= EXACT;
  }

  private static String number(BigDecimal exact) {
    double near = exact.doubleValue();
    if (!Double.isFinite(near) || new BigDecimal(Double.toString(near)).compareTo(exact) != 0) {
      return exact.stripTrailingZeros().toString();
    }
    try {
      return NumberToJSON.serializeNumber(near);
    } catch (IOException e) {
      throw new UncheckedIOException("a finite number has a form", e);
    }
  }

  private static void string(String value, StringBuilder to) {
    to.append('"');
    var copied = 0;
    for (var i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        to.append(value, copied, i).append(escape(c));
        copied = i + 1;
      }
    }
    to.append(value, copied, value.length()).append('"');
  }

  private static String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format("\\u%04x", (int) c);
    };
  }
}
