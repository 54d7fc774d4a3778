package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.platform.problem.Outages;
import com.geniinow.runtime.platform.storage.ObjectStoreUnavailableException;
import com.geniinow.runtime.servers.LocalServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** All files of an agent are removed, whether or not the object store is there. */
@RuntimeTest
class AgentFilesTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  @LocalServerPort int port;
  @Autowired AgentFiles files;

  private UUID agent;

  @BeforeEach
  void anAgentWithThreeFiles() {
    agent = new Api(port).provision(Map.of());
    var client = new FileClient(port);
    for (var name : new String[] {"a", "b", "c"}) {
      assertThat(client.upload(agent, name, CONTENT).status()).isEqualTo(201);
    }
  }

  @AfterEach
  void storeIsBack() {
    LocalServers.shared().objectStore().start();
  }

  /** It is told, so that it rests for longer each time; and no other object waits for the store. */
  @Test
  void a_store_that_is_away_is_asked_once_and_whoever_erases_hears_of_it() {
    LocalServers.shared().objectStore().stop();

    var away =
        catchThrowableOfType(
            ObjectStoreUnavailableException.class,
            () -> files.removeSome(agent, "admin", () -> true));

    assertThat(away).isNotNull();
    assertThat(Outages.isOutage(away)).as("those are not paused for").isFalse();
    assertThat(stored()).isEqualTo(2);

    LocalServers.shared().objectStore().start();
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreException(ObjectStoreUnavailableException.class)
        .until(() -> files.removeSome(agent, "admin", () -> true));
    assertThat(Superuser.count("SELECT count(*) FROM file_objects WHERE agent_id = ?", agent))
        .isZero();
  }

  @Test
  void none_is_removed_where_it_may_not_go_on() {
    assertThat(files.removeSome(agent, "admin", () -> false)).isFalse();

    assertThat(stored()).isEqualTo(3);
  }

  private long stored() {
    return Superuser.count(
        "SELECT count(*) FROM file_objects WHERE agent_id = ? AND state = 'stored'", agent);
  }
}
