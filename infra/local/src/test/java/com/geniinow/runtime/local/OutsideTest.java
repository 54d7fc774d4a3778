package com.geniinow.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** What the environment names is looked at first, and no password is shown. */
class OutsideTest {
  @Test
  void a_database_that_does_not_answer_ends_the_start() throws IOException {
    var port = closedPort();
    assertThatThrownBy(
            () -> Outside.requireDatabase("postgresql://genii:hunter2@127.0.0.1:" + port + "/x"))
        .isInstanceOf(ServerStartException.class)
        .hasMessage("DATABASE_URL: no PostgreSQL answers at 127.0.0.1:%d.", port);
    assertThatThrownBy(() -> Outside.requireDatabase("postgres//hunter2@x"))
        .isInstanceOf(ServerStartException.class)
        .hasMessage("DATABASE_URL must look like postgresql://user:password@host:port/database.");
  }

  @Test
  void a_redis_that_does_not_answer_is_said() throws IOException {
    var port = closedPort();
    assertThat(Outside.redisAway("redis://:hunter2@127.0.0.1:" + port))
        .contains(
            "REDIS_URL: no Redis answers at 127.0.0.1:%d; tasks are taken in and wait until one does"
                .formatted(port));
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Outside.redisAway("redis://127.0.0.1:" + listening.getLocalPort())).isEmpty();
    }
    assertThat(Outside.redisAway("")).isEmpty();
  }

  @Test
  void what_is_no_address_of_a_redis_is_refused() {
    for (var url :
        new String[] {"127.0.0.1:6379", "redis://:hunter2@host:port", "http://host", "redis://"}) {
      assertThatThrownBy(() -> Outside.redisAway(url))
          .isInstanceOf(ServerStartException.class)
          .hasMessageStartingWith("REDIS_URL must be an address")
          .hasMessageNotContaining("hunter2");
    }
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
