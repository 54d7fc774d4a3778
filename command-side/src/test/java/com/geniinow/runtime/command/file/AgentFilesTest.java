package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
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
import org.springframework.dao.DataAccessException;

/** All files of an agent are removed, whether or not the object store is there. */
@RuntimeTest
class AgentFilesTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  @LocalServerPort int port;
  @Autowired AgentFiles files;

  private UUID agent;

  @BeforeEach
  void anAgentWithFourFiles() {
    agent = new Api(port).provision(Map.of());
    var client = new FileClient(port);
    for (var name : new String[] {"a", "b", "c", "d"}) {
      assertThat(client.upload(agent, name, CONTENT).status()).isEqualTo(201);
    }
  }

  @AfterEach
  void storeIsBack() {
    LocalServers.shared().objectStore().start();
    Superuser.jdbc().execute("DROP TRIGGER IF EXISTS test_kept ON file_objects");
  }

  /** It is told, so that it rests for longer each time; and no other object waits for the store. */
  @Test
  void a_store_that_is_away_is_asked_three_times_and_whoever_erases_hears_of_it() {
    LocalServers.shared().objectStore().stop();

    var away =
        catchThrowableOfType(
            ObjectStoreUnavailableException.class,
            () -> files.removeSome(agent, "admin", () -> true));

    assertThat(away).isNotNull();
    assertThat(stored()).as("the last one was not tried").isEqualTo(1);

    LocalServers.shared().objectStore().start();
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreException(ObjectStoreUnavailableException.class)
        .until(() -> files.removeSome(agent, "admin", () -> true));
    assertThat(Superuser.count("SELECT count(*) FROM file_objects WHERE agent_id = ?", agent))
        .isZero();
  }

  @Test
  void one_that_can_not_be_removed_keeps_no_other_and_whoever_erases_hears_of_it() {
    var first =
        Superuser.jdbc()
            .queryForObject(
                "SELECT min(object_name) FROM file_objects WHERE agent_id = ?",
                String.class,
                agent);
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_kept() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'kept'; END $$;
            CREATE TRIGGER test_kept BEFORE DELETE ON file_objects FOR EACH ROW
            WHEN (OLD.object_name = '%s') EXECUTE FUNCTION test_kept()\
            """
                .formatted(first));

    assertThatThrownBy(() -> files.removeSome(agent, "admin", () -> true))
        .isInstanceOf(DataAccessException.class);

    assertThat(
            Superuser.jdbc()
                .queryForList(
                    "SELECT object_name FROM file_objects WHERE agent_id = ?", String.class, agent))
        .containsExactly(first);
    Superuser.jdbc().execute("DROP TRIGGER test_kept ON file_objects");
    assertThat(files.removeSome(agent, "admin", () -> true)).isTrue();
  }

  @Test
  void none_is_removed_where_it_may_not_go_on() {
    assertThat(files.removeSome(agent, "admin", () -> false)).isFalse();

    assertThat(stored()).isEqualTo(4);
  }

  private long stored() {
    return Superuser.count(
        "SELECT count(*) FROM file_objects WHERE agent_id = ? AND state = 'stored'", agent);
  }
}
