package com.geniinow.runtime.platform.security;

import static com.geniinow.runtime.platform.testing.Client.problem;
import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static com.geniinow.runtime.platform.testing.TestApplication.OTHER_AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.geniinow.runtime.platform.testing.HttpTest;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.context.TestPropertySource;

/** Five requests at once, then one in a thousand seconds' tenth: time hardly matters. */
@TestPropertySource(properties = {"genii.rate-limit.per-second=1", "genii.rate-limit.burst=5"})
class RateLimitTest extends HttpTest {
  @Test
  void a_caller_that_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up() {
    var refused = 0;
    for (var n = 0; n < 20; n++) {
      // Each time another token of the same caller: that makes no difference.
      var answer = agent(AGENT).get("/api/agents/" + AGENT);
      if (answer.statusCode() != 200) {
        problem(answer, 429, "rate_limited");
        refused++;
      }
    }
    assertThat(refused).isBetween(10, 15);
    assertThat(agent(OTHER_AGENT).get("/api/agents/" + OTHER_AGENT).statusCode()).isEqualTo(200);
    assertThat(admin().get("/api/agents/" + AGENT).statusCode()).isEqualTo(200);
  }

  @Test
  void workers_have_no_limit_and_strangers_hear_401() {
    for (var n = 0; n < 20; n++) {
      assertThat(worker().get("/api/tasks/" + AGENT).statusCode()).isEqualTo(200);
      problem(bearing("x").get("/api/agents/" + AGENT), 401, "unauthenticated");
    }
  }

  @Test
  void room_comes_back_with_time() throws Exception {
    var time = new AtomicLong();
    var filter = new RateLimitFilter(new RateLimitSettings(2, 4, 1), meter(time));
    for (var n = 0; n < 4; n++) {
      assertThat(passes(filter)).isEqualTo(200);
    }
    assertThat(passes(filter)).isEqualTo(429);
    time.addAndGet(Duration.ofMillis(500).toNanos());
    assertThat(passes(filter)).isEqualTo(200);
    assertThat(passes(filter)).isEqualTo(429);
    time.addAndGet(Duration.ofDays(1).toNanos());
    for (var n = 0; n < 4; n++) {
      assertThat(passes(filter)).isEqualTo(200);
    }
    assertThat(passes(filter)).isEqualTo(429);
  }

  @Test
  void limits_that_make_no_sense_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimitSettings(-1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimitSettings(1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RateLimitSettings(1, 1, 0));
  }

  private static int passes(RateLimitFilter filter) throws Exception {
    var caller = new Caller(Role.AGENT, new UUID(0, 1).toString(), null);
    SecurityContextHolder.getContext().setAuthentication(new CallerAuthentication(caller));
    try {
      var response = new MockHttpServletResponse();
      filter.doFilter(new MockHttpServletRequest("GET", "/x"), response, new MockFilterChain());
      return response.getStatus();
    } finally {
      SecurityContextHolder.clearContext();
    }
  }

  private static TimeMeter meter(AtomicLong nanos) {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        return nanos.get();
      }

      @Override
      public boolean isWallClockBased() {
        return false;
      }
    };
  }
}
