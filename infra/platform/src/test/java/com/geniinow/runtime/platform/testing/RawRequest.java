package com.geniinow.runtime.platform.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request byte by byte, from a client that writes all of it before it reads, as most do; an
 * {@link IOException} where the service hangs up under it.
 */
public final class RawRequest {
  private static final byte[] ZEROS = new byte[1 << 16];
  private static final int PATIENCE_MILLIS = 30_000;

  private final List<String> head = new ArrayList<>();

  /** As in {@code of("POST", "/path")}. */
  public static RawRequest of(String method, String path) {
    var request = new RawRequest();
    request.head.add(method + " " + path + " HTTP/1.1");
    return request.header("Host", "x");
  }

  /** Adds a header; the same name may come twice. */
  public RawRequest header(String name, String value) {
    head.add(name + ": " + value);
    return this;
  }

  /** With a body of so many zero bytes, after some that are not. */
  public Answer zeros(int port, String prefix, int count) throws IOException {
    var begin = prefix.getBytes(StandardCharsets.UTF_8);
    header("Content-Length", Integer.toString(begin.length + count));
    return send(
        port,
        out -> {
          out.write(begin);
          for (int left = count; left > 0; left -= ZEROS.length) {
            out.write(ZEROS, 0, Math.min(left, ZEROS.length));
          }
        });
  }

  /** The same in chunks. */
  public Answer chunkedZeros(int port, String prefix, int count) throws IOException {
    header("Transfer-Encoding", "chunked");
    return send(
        port,
        out -> {
          var begin = prefix.getBytes(StandardCharsets.UTF_8);
          if (begin.length > 0) {
            chunk(out, begin, begin.length);
          }
          for (int left = count; left > 0; left -= ZEROS.length) {
            chunk(out, ZEROS, Math.min(left, ZEROS.length));
          }
          out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        });
  }

  private static void chunk(OutputStream out, byte[] bytes, int length) throws IOException {
    out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(bytes, 0, length);
    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** With a body as it stands, and nothing after it: the client closes its side. */
  public Answer body(int port, String body) throws IOException {
    return send(port, out -> out.write(body.getBytes(StandardCharsets.UTF_8)));
  }

  private interface Body {
    void write(OutputStream out) throws IOException;
  }

  private Answer send(int port, Body body) throws IOException {
    header("Connection", "close");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      var out = socket.getOutputStream();
      out.write((String.join("\r\n", head) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      body.write(out);
      socket.shutdownOutput();
      return Answer.read(socket.getInputStream());
    }
  }

  /**
   * All that came back.
   *
   * @param text head and body
   */
  public record Answer(int status, String text) {
    static Answer read(InputStream in) throws IOException {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (text.isEmpty()) {
        throw new IOException("no answer");
      }
      return new Answer(Integer.parseInt(text.split(" ", 3)[1]), text);
    }
  }
}
