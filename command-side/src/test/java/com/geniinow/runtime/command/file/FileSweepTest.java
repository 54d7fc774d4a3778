package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Sabotage;
import com.geniinow.runtime.command.StorageBook;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.agent.NewFile;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.platform.storage.ObjectEntry;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.storage.ObjectType;
import com.geniinow.runtime.servers.LocalServers;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Both or neither: whatever fails on the way, at once or after the sweep. */
@RuntimeTest
class FileSweepTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
  private static final String SHA256 =
      "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";
  private static final ObjectType TYPE = new ObjectType("text/plain", null);

  @LocalServerPort int port;
  @Autowired ObjectStore store;
  @Autowired AgentLine line;
  @Autowired FileSweep sweep;
  @Autowired OrphanSweep orphans;
  @Autowired MeterRegistry meters;

  private Api api;
  private FileClient files;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    api = new Api(port);
    files = new FileClient(port);
    agent = api.provision(Map.of());
  }

  @AfterEach
  void storeIsBack() {
    LocalServers.shared().objectStore().start();
    LocalServers.shared().objectStore().goBy(InstantSource.system());
  }

  @Test
  void a_commit_that_fails_leaves_neither_object_nor_row() {
    var before = objects();
    for (var table : List.of("agent_files", "ledger_entries", "file_objects")) {
      try (var sabotage = Sabotage.failingCommit(table, agent)) {
        assertThat(files.upload(agent, "a", CONTENT).status()).as(table).isEqualTo(500);
      }
    }
    sweepLater();

    assertNothingIsLeft();
    assertThat(objects()).isEqualTo(before);
    assertThat(files.upload(agent, "a", CONTENT).status()).isEqualTo(201);
  }

  @Test
  void a_store_that_is_away_is_503_and_leaves_nothing() {
    LocalServers.shared().objectStore().stop();
    assertThat(files.upload(agent, "a", CONTENT).status()).isEqualTo(503);
    assertThat(StorageBook.of(agent).reserved()).isZero();
    LocalServers.shared().objectStore().start();

    sweepUntilNothingIsLeft();
  }

  @Test
  void a_file_deleted_while_the_store_is_away_is_gone_at_once_and_its_object_later() {
    var before = objects();
    var file = files.upload(agent, "a", CONTENT).fileId();
    LocalServers.shared().objectStore().stop();

    var deleted =
        files.call(files.agentToken(agent), "DELETE", "/api/agents/" + agent + "/files/" + file);

    assertThat(deleted.status()).isEqualTo(204);
    assertThat(StorageBook.of(agent).used()).isZero();
    LocalServers.shared().objectStore().start();
    sweepUntilNothingIsLeft();
    assertThat(objects()).isEqualTo(before);
  }

  @Test
  void an_upload_that_nobody_renews_is_given_up() {
    var dead = reserve(Duration.ofMinutes(-1));
    store.put(dead.objectName(), TYPE, CONTENT);

    sweep.run();

    assertNothingIsLeft();
    assertThat(store.exists(dead.objectName())).isFalse();
  }

  @Test
  void an_upload_that_still_has_time_is_left_alone() {
    var running = reserve(Duration.ofMinutes(5));

    sweep.run();
    line.send(stored(running));

    assertThat(StorageBook.of(agent).used()).isEqualTo(CONTENT.length);
    store.put(running.objectName(), TYPE, CONTENT);
  }

  @Test
  void an_upload_that_was_renewed_after_the_sweep_looked_is_left_alone() {
    var running = reserve(Duration.ofMinutes(5));

    var goesOn = line.send(new AbandonFile(agent, running.fileId(), "expired", true, now()));

    assertThat(goesOn).isTrue();
    assertThat(StorageBook.of(agent).reserved()).isPositive();
    line.send(new AbandonFile(agent, running.fileId(), "test", false, now()));
    sweep.run();
    assertNothingIsLeft();
  }

  @Test
  void an_upload_that_was_given_up_can_not_be_kept_any_more() {
    var late = reserve(Duration.ofMinutes(-1));
    sweep.run();

    assertThatThrownBy(() -> line.send(stored(late))).hasMessageContaining("given up");

    assertNothingIsLeft();
  }

  @Test
  void a_kept_file_is_never_given_up() {
    // In time: others sweep, too.
    var kept = reserve(Duration.ofMinutes(5));
    store.put(kept.objectName(), TYPE, CONTENT);
    line.send(stored(kept));
    Leases.leave(kept.fileId(), Duration.ofMinutes(-1));

    var wasKept = line.send(new AbandonFile(agent, kept.fileId(), "test", false, now()));
    sweep.run();

    assertThat(wasKept).isTrue();
    assertThat(store.exists(kept.objectName())).isTrue();
    assertThat(StorageBook.of(agent).used()).isEqualTo(CONTENT.length);
  }

  @Test
  void objects_without_a_row_go_after_an_hour_and_nothing_else_does() {
    var kept = files.upload(agent, "kept", CONTENT);
    var old = name();
    var young = name();
    var foreign = "audit/" + UUID.randomUUID();
    LocalServers.shared().objectStore().goBy(() -> now().minus(Duration.ofMinutes(61)));
    store.put(old, TYPE, CONTENT);
    store.put(foreign, TYPE, CONTENT);
    LocalServers.shared().objectStore().goBy(() -> now().minus(Duration.ofMinutes(59)));
    store.put(young, TYPE, CONTENT);

    orphans.run();

    assertThat(store.exists(old)).isFalse();
    assertThat(store.exists(young)).isTrue();
    assertThat(store.exists(foreign)).isTrue();
    assertThat(store.exists(objectOf(kept.fileId()))).isTrue();
    store.delete(young);
    store.delete(foreign);
  }

  @Test
  void a_row_without_its_object_is_reported_and_stays() {
    var lost = files.upload(agent, "lost", CONTENT);
    store.delete(objectOf(lost.fileId()));

    orphans.run();

    assertThat(meters.get("genii.files.missing").gauge().value()).isPositive();
    assertThat(Superuser.count("SELECT count(*) FROM agent_files WHERE agent_id = ?", agent))
        .isEqualTo(1);
    files.call(
        files.agentToken(agent), "DELETE", "/api/agents/" + agent + "/files/" + lost.fileId());
    orphans.run();
    assertNothingIsLeft();
  }

  /** A connection from before the store was away may cost a sweep. */
  private void sweepUntilNothingIsLeft() {
    await()
        .pollDelay(Duration.ZERO)
        .untilAsserted(
            () -> {
              sweep.run();
              assertNothingIsLeft();
            });
  }

  /** As if everything had become old. */
  private void sweepLater() {
    sweep.run();
    orphans.run();
  }

  private ReserveFile reserve(Duration left) {
    var now = now();
    var command =
        new ReserveFile(
            agent,
            UUID.randomUUID(),
            name(),
            null,
            1,
            CONTENT.length,
            false,
            now.plus(FileLimits.HELD),
            now.minus(Duration.ofHours(1)));
    var result = line.send(command);
    assertThat(result.admission().toString()).contains("Admitted");
    Leases.leave(command.fileId(), left);
    return command;
  }

  private StoreFile stored(ReserveFile reserved) {
    return new StoreFile(
        agent,
        new NewFile(reserved.fileId(), "a", "text/plain", CONTENT.length, SHA256, null),
        now());
  }

  private void assertNothingIsLeft() {
    for (var table : List.of("agent_files", "file_objects")) {
      assertThat(Superuser.count("SELECT count(*) FROM " + table + " WHERE agent_id = ?", agent))
          .as(table)
          .isZero();
    }
    assertThat(StorageBook.of(agent).used()).isZero();
    assertThat(StorageBook.of(agent).reserved()).isZero();
    Consistency.assertTablesFollowEvents(agent);
  }

  private List<String> objects() {
    List<String> names = new ArrayList<>();
    store.list("").forEachRemaining((ObjectEntry object) -> names.add(object.name()));
    return names;
  }

  private static String objectOf(UUID fileId) {
    return Superuser.jdbc()
        .queryForObject(
            "SELECT object_name FROM file_objects WHERE file_id = ?", String.class, fileId);
  }

  private static String name() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
