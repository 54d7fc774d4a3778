package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.platform.database.SealedPosition;
import com.geniinow.runtime.platform.web.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What is written into a stream. */
final class StreamFrames {
  /** After how long a client comes back by itself, in milliseconds. */
  private static final int RETRY = 2_000;

  private static final JsonMapper JSON = Json.mapper();

  private final SealedPosition positions;

  StreamFrames(SealedPosition positions) {
    this.positions = positions;
  }

  /** The first words: from where on events come. */
  byte[] opening(long position) {
    return bytes(": open\nid: %s\nretry: %d\n\n".formatted(positions.of(position), RETRY));
  }

  /** An event. */
  byte[] event(PushedEvent event) {
    return bytes(
        "id: %s\nevent: %s\ndata: %s\n\n"
            .formatted(
                positions.of(event.position()),
                event.type().wire(),
                JSON.writeValueAsString(event.data())));
  }

  /**
   * A word that means nothing, so that nobody takes the connection for dead.
   *
   * @param position up to which the client has all; null where that is not known
   */
  byte[] comment(@Nullable Long position) {
    return bytes(
        position == null
            ? ": keep-alive\n\n"
            : ": keep-alive\nid: %s\n\n".formatted(positions.of(position)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
