package com.geniinow.runtime.command.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** An answer of a stub provider, byte by byte. */
public final class StubWire {
  private static final int PATIENCE = 20_000; // milliseconds

  private final Socket socket;
  private final OutputStream out;

  StubWire(Socket socket) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
  }

  /** A whole answer. */
  public void json(int status, String body, String... headers) throws IOException {
    var bytes = body.getBytes(UTF_8);
    head(status, "application/json", "Content-Length: " + bytes.length, headers);
    out.write(bytes);
    out.flush();
  }

  /** Begins a stream. */
  public StubWire stream(String... headers) throws IOException {
    head(200, "text/event-stream; charset=utf-8", "Transfer-Encoding: chunked", headers);
    return this;
  }

  /** Begins a whole answer that is announced longer than what will come. */
  public StubWire half() throws IOException {
    head(200, "application/json", "Content-Length: 1000");
    return raw("{\"id\":");
  }

  private void head(int status, String type, String length, String... headers) throws IOException {
    raw(
        "HTTP/1.1 %d X\r\nContent-Type: %s\r\n%s\r\nConnection: close\r\nx-request-id: stub-1\r\n%s\r\n"
            .formatted(
                status,
                type,
                length,
                headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n"));
  }

  /** Bytes as they stand. */
  public StubWire raw(String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
    return this;
  }

  /** A part of a stream, in a chunk of its own. */
  public StubWire piece(String text) throws IOException {
    var bytes = text.getBytes(UTF_8);
    return raw(Integer.toHexString(bytes.length) + "\r\n" + text + "\r\n");
  }

  /** Events without names. */
  public StubWire data(String... events) throws IOException {
    for (var event : events) {
      piece("data: " + event + "\n\n");
    }
    return this;
  }

  /** The end of a stream, as HTTP has it. */
  public void end() throws IOException {
    raw("0\r\n\r\n");
  }

  /** Whether who calls hangs up before long. */
  public boolean isLeft() throws IOException {
    socket.setSoTimeout(PATIENCE);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
