package com.geniinow.runtime.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
  private boolean ended;
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
    var content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "%s %s HTTP/1.1\r\nHost: localhost:8080\r\n%s%sContent-Length: %d\r\n\r\n"
            .formatted(
                method,
                path,
                token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n",
                content.length == 0 ? "" : "Content-Type: application/json\r\n",
                content.length);
    var request = new byte[head.length() + content.length];
    System.arraycopy(ascii(head), 0, request, 0, head.length());
    System.arraycopy(content, 0, request, head.length(), content.length);
    return request;
  }

  /** Sends a request and waits for the whole answer; answers its status. */
  int send(byte[] request) throws IOException {
    if (ended) {
      reconnect();
    }
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
    var length = header.indexOf("content-length: ");
    if (length >= 0) {
      int from = length + "content-length: ".length();
      int total = head + Integer.parseInt(header.substring(from, header.indexOf('\r', from)));
      while (filled < total) {
        fill();
      }
    } else if (header.contains("transfer-encoding: chunked")) {
      while (!endsWith(END_OF_CHUNKS)) {
        fill();
      }
    }
    return (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + (buffer[11] - '0');
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
