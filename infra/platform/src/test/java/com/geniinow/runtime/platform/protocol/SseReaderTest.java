package com.geniinow.runtime.platform.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void events_are_read_with_their_bytes(String end) throws IOException {
    var first = "event: message_start" + end + "data: {\"a\":" + end + "data:1}" + end + end;
    var second = ": keep-alive" + end + end;
    var third = "id: 7" + end + "data: naïve 漢" + end + end;
    var reader = reader(first + second + third);

    assertEvent(reader.next(), "message_start", "{\"a\":\n1}", first);
    assertEvent(reader.next(), null, "", second);
    assertEvent(reader.next(), null, "naïve 漢", third);
    assertThat(reader.next()).isNull();
    assertThat(reader.isBrokenOff()).isFalse();
  }

  @Test
  void an_event_is_read_as_soon_as_it_is_there() throws IOException {
    var in =
        new InputStream() {
          private final byte[] there = "data: 1\n\n".getBytes(UTF_8);
          private boolean given;

          @Override
          public int read() {
            throw new AssertionError("waits for more than is there");
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            assertThat(given).as("asks again for what is already whole").isFalse();
            given = true;
            System.arraycopy(there, 0, bytes, from, there.length);
            return there.length;
          }
        };

    assertThat(Objects.requireNonNull(new SseReader(in).next()).data()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: 2", "data: 2\n", "data: 2\nda"})
  void an_event_that_breaks_off_is_dropped_and_told(String rest) throws IOException {
    var reader = reader("data: 1\n\n" + rest);

    assertThat(reader.next()).isNotNull();
    assertThat(reader.next()).isNull();
    assertThat(reader.isBrokenOff()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: [DONE]", "data: [DONE]\n", "data: [DONE]\r\n"})
  void the_last_event_may_come_without_its_blank_line(String rest) throws IOException {
    var reader = reader(rest);

    var last = Objects.requireNonNull(reader.next());

    assertThat(last.data()).isEqualTo("[DONE]");
    assertThat(new String(last.bytes(), UTF_8)).startsWith(rest).endsWith("\n");
    assertThat(Wire.events(last.bytes())).hasSize(1);
    assertThat(reader.isBrokenOff()).isFalse();
  }

  @Test
  void an_event_has_a_longest() throws IOException {
    var frame = "data: \n\n".length();
    assertThat(reader("data: " + "x".repeat(SseReader.LONGEST - frame) + "\n\n").next())
        .isNotNull();

    var reader = reader("data: " + "x".repeat(SseReader.LONGEST - frame + 1) + "\n\n");
    assertThatThrownBy(reader::next).isInstanceOf(IOException.class).hasMessageContaining("longer");
  }

  private static void assertEvent(SseEvent event, String name, String data, String bytes) {
    assertThat(event.name()).isEqualTo(name);
    assertThat(event.data()).isEqualTo(data);
    assertThat(new String(event.bytes(), UTF_8)).isEqualTo(bytes);
  }

  private static SseReader reader(String stream) {
    return new SseReader(new ByteArrayInputStream(stream.getBytes(UTF_8)));
  }
}
