package com.geniinow.runtime.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a model's provider: answers a chat after as many milliseconds, in as many pieces, with
 * as many milliseconds between, as its prompt says: {@code wait=50 pieces=20 gap=10}.
 */
final class ModelStub implements AutoCloseable {
  private static final Pattern ORDER = Pattern.compile("wait=(\\d+) pieces=(\\d+) gap=(\\d+)");
  private static final Pattern LENGTH =
      Pattern.compile("content-length:\\s*(\\d+)", Pattern.CASE_INSENSITIVE);

  private static final byte[] WHOLE =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,\
      "finish_reason":"stop","message":{"role":"assistant","content":"Hello."}}],\
      "usage":{"prompt_tokens":30,"completion_tokens":3,"total_tokens":33}}"""
          .getBytes(UTF_8);

  private static final String PIECE =
      "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\","
          + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"}}]}\n\n";

  private static final String LAST =
      "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\","
          + "\"choices\":[],\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":%d,"
          + "\"total_tokens\":30}}\n\ndata: [DONE]\n\n";

  private final ServerSocket server;

  ModelStub() {
    try {
      server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      var out = socket.getOutputStream();
      for (var body = request(in); body != null; body = request(in)) {
        answer(body, out);
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  /** The body of the next request; null where there is none. */
  private static @Nullable String request(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      head.append((char) next);
    }
    var length = LENGTH.matcher(head);
    return length.find() ? new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8) : "";
  }

  private static void answer(String body, OutputStream out) throws IOException {
    var order = ORDER.matcher(body);
    if (!order.find()) {
      throw new IOException("no order in " + body);
    }
    pause(order.group(1));
    if (!body.contains("\"stream\":true")) {
      out.write(head("application/json", "Content-Length: " + WHOLE.length));
      out.write(WHOLE);
      return;
    }
    out.write(head("text/event-stream", "Transfer-Encoding: chunked"));
    int pieces = Integer.parseInt(order.group(2));
    for (var n = 0; n < pieces; n++) {
      if (n > 0) {
        pause(order.group(3));
      }
      out.write(chunk(PIECE));
    }
    out.write(chunk(LAST.formatted(pieces)));
    out.write("0\r\n\r\n".getBytes(UTF_8));
  }

  private static void pause(String millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(millis)));
  }

  private static byte[] head(String type, String framing) {
    return "HTTP/1.1 200 OK\r\nContent-Type: %s\r\n%s\r\n\r\n"
        .formatted(type, framing)
        .getBytes(UTF_8);
  }

  private static byte[] chunk(String text) {
    return (Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(UTF_8);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
