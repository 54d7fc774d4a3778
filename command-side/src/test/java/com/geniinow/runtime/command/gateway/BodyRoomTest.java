package com.geniinow.runtime.command.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

/** All bodies together have a bound. */
class BodyRoomTest {
  private static final long MOST = GatewaySettings.MOST;

  private final BodyRoom room =
      new BodyRoom(
          new GatewaySettings(
              MOST, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)));

  @Test
  void what_finds_no_room_is_to_come_again() {
    try (var one = room.open();
        var other = room.open()) {
      one.take(MOST - 10);
      other.take(10);

      assertThatThrownBy(() -> other.take(1))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
      assertThat(room.taken()).isEqualTo(MOST);
    }
    assertThat(room.taken()).isZero();
  }

  @Test
  void a_body_takes_its_bytes_and_room_for_each_of_its_values() throws Exception {
    var json = "{\"model\":\"m\",\"messages\":[1,2,3]}";
    var request = new MockHttpServletRequest("POST", "/v1/chat/completions");
    request.setContentType("application/json");
    request.setContent(json.getBytes(UTF_8));

    try (var body = new CallBodies(room, JsonMapper.shared()).read(request)) {
      assertThat(body.model()).isEqualTo("m");
      assertThat(room.taken()).isEqualTo(json.length() + 6 * 100);
    }
    assertThat(room.taken()).isZero();
  }

  @Test
  void a_place_is_given_back_once() {
    var one = room.open();
    one.take(10);
    try (var other = room.open()) {
      other.take(5);
      one.close();
      one.close();

      assertThat(room.taken()).isEqualTo(5);
    }
  }
}
