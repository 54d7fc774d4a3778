package com.geniinow.runtime.platform.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events as they come, each with its bytes as they came. Lines end with LF or
 * CRLF. Not safe for threads.
 */
public final class SseReader {
  /** No event that is read may be longer. */
  public static final int LONGEST = 4 * 1024 * 1024; // bytes

  private static final int CHUNK = 8 * 1024; // bytes

  private final InputStream in;
  private final byte[] chunk = new byte[CHUNK];
  private int at;
  private int end;
  private boolean brokenOff;

  public SseReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next event, or comment; null at the end of the stream. Waits for the network.
   *
   * @throws IOException if the stream breaks, or an event is longer than {@link #LONGEST}
   */
  public @Nullable SseEvent next() throws IOException {
    var event = new ByteArrayOutputStream();
    var line = new ByteArrayOutputStream();
    var parts = new Parts();
    for (var next = read(); next >= 0; next = read()) {
      event.write(next);
      if (event.size() > LONGEST) {
        throw new IOException("an event of the stream is longer than %d bytes".formatted(LONGEST));
      }
      if (next != '\n') {
        line.write(next);
        continue;
      }
      var text = line.toString(UTF_8);
      line.reset();
      if (text.endsWith("\r")) {
        text = text.substring(0, text.length() - 1);
      }
      if (text.isEmpty()) {
        return parts.event(event.toByteArray());
      }
      parts.line(text);
    }
    return rest(event, line, parts);
  }

  /** Whether the stream ended in the middle of an event, which nobody got. */
  public boolean isBrokenOff() {
    return brokenOff;
  }

  /** Some providers save the blank line after their last event. */
  private @Nullable SseEvent rest(
      ByteArrayOutputStream event, ByteArrayOutputStream line, Parts parts) throws IOException {
    if (event.size() == 0) {
      return null;
    }
    parts.line(line.toString(UTF_8).strip());
    if (parts.data().equals(Frames.DONE)) {
      event.write(line.size() == 0 ? new byte[] {'\n'} : new byte[] {'\n', '\n'});
      return parts.event(event.toByteArray());
    }
    brokenOff = true;
    return null;
  }

  private int read() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, in.read(chunk));
      if (end == 0) {
        return -1;
      }
    }
    return chunk[at++] & 0xff;
  }

  /** The fields of one event. */
  private static final class Parts {
    private @Nullable String name;
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;

    void line(String line) {
      var colon = line.indexOf(':');
      if (colon == 0 || line.isEmpty()) {
        return;
      }
      var field = colon < 0 ? line : line.substring(0, colon);
      var value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      if (field.equals("event")) {
        name = value;
      } else if (field.equals("data")) {
        data.append(hasData ? "\n" : "").append(value);
        hasData = true;
      }
    }

    String data() {
      return data.toString();
    }

    SseEvent event(byte[] bytes) {
      return new SseEvent(name, data(), bytes);
    }
  }
}
