package com.geniinow.runtime.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection for one thread: writes a request that was made beforehand and
 * reads its answer. Far cheaper than a real client, because it shares the cores with what it
 * measures.
 */
final class HttpConnection implements AutoCloseable {
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final byte[] END_OF_CHUNKS = ascii("\r\n0\r\n\r\n");

  private final int port;
  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private Runnable came = () -> {};
  private boolean ended;
  private int retryAfter;
  private byte[] buffer = new byte[8192];
  private int filled;
  private int bodyStart;

  HttpConnection(int port) throws IOException {
    this.port = port;
    socket = connect(port);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  private static Socket connect(int port) throws IOException {
    var socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
    return socket;
  }

  private void reconnect() throws IOException {
    socket.close();
    socket = connect(port);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /** The bytes of a request; without authorization where the token is empty. */
  static byte[] request(String method, String path, String token, String body) {
    return token.isEmpty()
        ? request(method, path, List.of(), body)
        : request(method, path, List.of("Authorization", "Bearer " + token), body);
  }

  /**
   * The bytes of a request.
   *
   * @param headers names and values in turns
   */
  static byte[] request(String method, String path, List<String> headers, String body) {
    var content = body.getBytes(StandardCharsets.UTF_8);
    var more = new StringBuilder();
    for (var i = 0; i < headers.size(); i += 2) {
      more.append("%s: %s\r\n".formatted(headers.get(i), headers.get(i + 1)));
    }
    String head =
        "%s %s HTTP/1.1\r\nHost: localhost:8080\r\n%s%sContent-Length: %d\r\n\r\n"
            .formatted(
                method,
                path,
                more,
                content.length == 0 ? "" : "Content-Type: application/json\r\n",
                content.length);
    var request = new byte[head.length() + content.length];
    System.arraycopy(ascii(head), 0, request, 0, head.length());
    System.arraycopy(content, 0, request, head.length(), content.length);
    return request;
  }

  /** Sends a request and waits for the whole answer; answers its status. */
  int send(byte[] request) throws IOException {
    return send(request, () -> {});
  }

  /** The same, and tells whenever something of the answer has come. */
  int send(byte[] request, Runnable came) throws IOException {
    if (ended) {
      reconnect();
    }
    this.came = came;
    out.write(request);
    filled = 0;
    bodyStart = 0;
    int head;
    while ((head = endOfHead()) < 0) {
      fill();
    }
    bodyStart = head;
    var header = new String(buffer, 0, head, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    ended = header.contains("\nconnection: close");
    retryAfter = number(header, "\nretry-after: ", 0);
    int length = number(header, "\ncontent-length: ", -1);
    if (length >= 0) {
      while (filled < head + length) {
        fill();
      }
    } else if (header.contains("transfer-encoding: chunked")) {
      while (!endsWith(END_OF_CHUNKS)) {
        fill();
      }
    } else if (!header.contains(" 204 ") && !header.contains(" 304 ")) {
      throw new IOException("an answer of unknown length");
    }
    return (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + (buffer[11] - '0');
  }

  /** Seconds that the last answer asks its client to wait; 0 where it doesn't. */
  int retryAfter() {
    return retryAfter;
  }

  private static int number(String header, String name, int none) {
    int at = header.indexOf(name);
    return at < 0
        ? none
        : Integer.parseInt(
            header.substring(at + name.length(), header.indexOf('\r', at + name.length())));
  }

  /** The last answer's body, with the marks of its chunks where it came in chunks. */
  String body() {
    return new String(buffer, bodyStart, filled - bodyStart, StandardCharsets.UTF_8);
  }

  /** A text field of the last answer's JSON body. */
  String text(String field) {
    var body = body();
    var name = "\"" + field + "\":\"";
    var at = body.indexOf(name);
    if (at < 0) {
      throw new IllegalStateException("no " + field + " in " + body);
    }
    int from = at + name.length();
    return body.substring(from, body.indexOf('"', from));
  }

  private void fill() throws IOException {
    if (filled == buffer.length) {
      if (filled >= LARGEST_ANSWER) {
        throw new IOException("answer too large");
      }
      buffer = java.util.Arrays.copyOf(buffer, filled * 2);
    }
    var read = in.read(buffer, filled, buffer.length - filled);
    if (read < 0) {
      throw new EOFException("the server closed the connection");
    }
    filled += read;
    came.run();
  }

  /** How often a text stands in what has come of the answer from there on. */
  int count(String text, int from) {
    var mark = ascii(text);
    var found = 0;
    for (var i = from; i <= filled - mark.length; i++) {
      if (java.util.Arrays.equals(buffer, i, i + mark.length, mark, 0, mark.length)) {
        found++;
      }
    }
    return found;
  }

  /** Bytes of the answer that have come. */
  int filled() {
    return filled;
  }

  private int endOfHead() {
    for (var i = 3; i < filled; i++) {
      if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private boolean endsWith(byte[] end) {
    int from = filled - end.length;
    return from >= bodyStart - 2
        && java.util.Arrays.equals(buffer, from, filled, end, 0, end.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
