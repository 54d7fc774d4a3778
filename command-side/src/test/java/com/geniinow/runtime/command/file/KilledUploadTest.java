package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.CommandSideProcess;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.StorageBook;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.platform.storage.ObjectEntry;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.servers.LocalServers;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** SIGKILL at every step: after the sweep a file is in the store and the tables, or in neither. */
@RuntimeTest
class KilledUploadTest {
  private static final byte[] CONTENT = new byte[5 << 20];

  /** The last one is after the commit. */
  private static final List<String> UPLOADS =
      List.of("reserving", "reserved", "sending", "completing", "completed", "storing", "stored");

  /** The first one is before the commit. */
  private static final List<String> DELETIONS = List.of("deleting", "deleted", "removed");

  private static final Set<String> KEPT = Set.of("stored", "deleting");

  @LocalServerPort int port;
  @Autowired ObjectStore store;
  @Autowired FileSweep sweep;
  @Autowired OrphanSweep orphans;

  private FileClient files;

  /** Each stops a request of an agent of its own; all die at once with the last. */
  @Test
  void what_is_killed_before_its_commit_leaves_nothing_and_after_it_is_whole() throws Exception {
    files = new FileClient(port);
    var before = objects();
    Map<String, UUID> agents = new LinkedHashMap<>();
    Stream.concat(UPLOADS.stream(), DELETIONS.stream())
        .forEach(step -> agents.put(step, new Api(port).provision(Map.of())));
    Map<String, UUID> doomed = new HashMap<>();
    DELETIONS.forEach(
        step -> doomed.put(step, files.upload(agents.get(step), step, CONTENT).fileId()));

    dieAtAllOf(
        agents,
        (client, step) -> {
          var agent = agents.get(step);
          return DELETIONS.contains(step)
              ? client.call(
                  client.agentToken(agent),
                  "DELETE",
                  "/api/agents/" + agent + "/files/" + doomed.get(step))
              : client.upload(agent, step, CONTENT);
        });
    agents.values().forEach(agent -> Leases.pass(agent, FileLimits.LEASE));
    sweep.run();
    orphans.run();

    assertThat(objects()).containsAll(before).hasSize(before.size() + KEPT.size());
    agents.forEach((step, agent) -> assertKept(step, agent, KEPT.contains(step) ? 1 : 0));
  }

  private interface Request {
    Object send(FileClient doomed, String step);
  }

  private void dieAtAllOf(Map<String, UUID> agents, Request request) throws Exception {
    LocalServers.shared().objectStore().goBy(() -> Instant.now().minus(Duration.ofHours(2)));
    var steps = agents.keySet().toArray(String[]::new);
    try (var process = CommandSideProcess.start(DyingCommandSide.class, "400m", steps);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var client = new FileClient(process.ready().port());
      List<Future<?>> requests = new ArrayList<>();
      for (var step : steps) {
        requests.add(threads.submit(() -> request.send(client, step)));
        await()
            .until(() -> Files.readString(process.log()).contains(DyingCommandSide.stopped(step)));
      }
      assertThat(process.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.process().exitValue()).isEqualTo(137);
      for (var sent : requests) {
        assertThatThrownBy(sent::get).hasCauseInstanceOf(UncheckedIOException.class);
      }
    } finally {
      LocalServers.shared().objectStore().goBy(InstantSource.system());
    }
  }

  private static void assertKept(String step, UUID agent, int kept) {
    assertThat(Superuser.count("SELECT count(*) FROM agent_files WHERE agent_id = ?", agent))
        .as(step)
        .isEqualTo(kept);
    assertThat(Superuser.count("SELECT count(*) FROM file_objects WHERE agent_id = ?", agent))
        .as(step)
        .isEqualTo(kept);
    var table = StorageBook.of(agent);
    assertThat(table.used()).as(step).isEqualTo((long) kept * CONTENT.length);
    assertThat(table.reserved()).as(step).isZero();
    Consistency.assertTablesFollowEvents(agent);
  }

  /** Those of files; checkpoints of the ledger lie in the same bucket. */
  private Set<String> objects() {
    Set<String> names = new HashSet<>();
    store.list("").forEachRemaining((ObjectEntry object) -> names.add(object.name()));
    names.removeIf(name -> !name.matches("[0-9a-f]{32}"));
    return names;
  }
}
