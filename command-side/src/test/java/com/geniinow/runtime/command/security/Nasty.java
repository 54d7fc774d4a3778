package com.geniinow.runtime.command.security;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Values that nobody sends by mistake. */
final class Nasty {
  /** A line of a log that nobody wrote, if it ever stands at a line's beginning. */
  static final String FORGED = "FORGED LOG LINE";

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "'; DROP TABLE agents; --",
          "' OR '1'='1",
          "\\'; SELECT pg_sleep(20); --",
          "x\r\n" + FORGED + " ERROR",
          "${jndi:ldap://127.0.0.1:1/a}",
          "${7*7}#{7*7}",
          "../../../etc/passwd",
          "..\\..\\windows\\win.ini",
          "file.zip/../../x",
          "http://169.254.169.254/latest/meta-data/",
          "<script>alert(1)</script>",
          "%s%s%n%x",
          "\u0000",
          "a\u0000b",
          "\uD800",
          "\uDC00\uD800",
          "\uFFFE\uFFFF\u202E\u200B",
          "😀".repeat(40),
          "null",
          "undefined",
          "-1",
          "NaN",
          "0x7fffffff",
          "9223372036854775808",
          "1e400",
          "2026-13-45T99:99:99Z",
          "+1000000000-01-01T00:00:00Z",
          "-999999999-01-01T00:00:00Z",
          "0000-00-00T00:00:00Z",
          "00000000-0000-0000-0000-000000000000",
          "1-1-1-1-1",
          "x".repeat(300),
          "é".repeat(5000));

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "-1",
          "1",
          "0.1",
          "1e2",
          "1E-400",
          "1e400",
          "-1e99999",
          "1e999999999",
          "1e-999999999",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "1" + "0".repeat(400),
          "0." + "0".repeat(300) + "1",
          "2147483648",
          "9007199254740993");

  private final Random random;

  Nasty(Random random) {
    this.random = random;
  }

  <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  String text() {
    return any(TEXTS);
  }

  /** The same as JSON, escaped in ways that all mean it. */
  String jsonText() {
    var json = new StringBuilder("\"");
    for (char c : text().toCharArray()) {
      if (c < 0x20 || c == '"' || c == '\\' || Character.isSurrogate(c) || once(20)) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  String number() {
    return any(NUMBERS);
  }

  /** Anything, as deep as it likes. */
  String json(int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 7)) {
      case 0 -> "null";
      case 1 -> "true";
      case 2 -> number();
      case 3, 4 -> jsonText();
      case 5 -> "[" + json(depth + 1) + "," + json(depth + 1) + "]";
      default -> "{" + jsonText() + ":" + json(depth + 1) + ",\"a\":" + json(depth + 1) + "}";
    };
  }

  /** A text as part of a path or query; now and then with bytes that are no UTF-8. */
  String encoded() {
    return switch (random.nextInt(8)) {
      case 0 -> "%00";
      case 1 -> "%c0%ae%c0%ae";
      case 2 -> "%ff%fe";
      case 3 -> "%ED%A0%80";
      case 4 -> "..%2f..%2f";
      default -> URLEncoder.encode(text(), StandardCharsets.UTF_8).replace("+", "%20");
    };
  }

  /** Bytes that are no JSON, or too much of it. */
  byte[] rubbish() {
    var text =
        switch (random.nextInt(14)) {
          case 0 -> "{";
          case 1 -> "{\"a\":1}}";
          case 2 -> "[".repeat(20_000);
          case 3 -> "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
          case 4 -> "{\"name\":\"a\",\"name\":\"b\",\"reason\":\"x\",\"reason\":\"y\"}";
          case 5 -> "{\"name\":\"" + "x".repeat(500_000) + "\"}";
          case 6 -> "{\"metadata\":[" + "1,".repeat(100_000) + "1]}";
          case 7 -> "{\"reason\":\"a\u0000b\"}";
          case 8 -> "\u00ef\u00bb\u00bf{}";
          case 9 -> "null";
          case 10 -> "\"text\"";
          case 11 -> "{\"reason\":" + "1".repeat(5_000) + "}";
          case 12 -> "{\"" + "k".repeat(60_000) + "\":1}";
          default -> "{\"reason\":\"" + "\\ud83d".repeat(100) + "\"}";
        };
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return switch (random.nextInt(6)) {
      case 0 -> "{\"name\":\"x\"}".getBytes(StandardCharsets.UTF_16LE);
      case 1 -> new byte[] {'{', '"', (byte) 0xC3, '"', ':', '"', (byte) 0xFF, '"', '}'};
      case 2 -> randomBytes();
      default -> bytes;
    };
  }

  private byte[] randomBytes() {
    var bytes = new byte[random.nextInt(2000)];
    random.nextBytes(bytes);
    return bytes;
  }
}
