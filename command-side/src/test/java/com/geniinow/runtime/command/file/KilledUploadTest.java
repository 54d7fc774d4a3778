package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.CommandSideProcess;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.StorageBook;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.platform.storage.ObjectEntry;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.services.LocalServices;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** SIGKILL at every step: after the sweep a file is in the store and the tables, or in neither. */
@RuntimeTest
class KilledUploadTest {
  private static final byte[] CONTENT = new byte[5 << 20];

  @LocalServerPort int port;
  @Autowired ObjectStore store;
  @Autowired FileSweep sweep;
  @Autowired OrphanSweep orphans;

  private FileClient files;
  private UUID agent;
  private Set<String> before;

  @BeforeEach
  void anAgent() {
    files = new FileClient(port);
    agent = new Api(port).provision(Map.of());
    before = objects();
  }

  @AfterEach
  void realTime() {
    LocalServices.shared().objectStore().goBy(InstantSource.system());
  }

  @ParameterizedTest
  @ValueSource(strings = {"reserving", "reserved", "sending", "completing", "completed", "storing"})
  void an_upload_that_is_killed_before_its_commit_leaves_nothing(String step) throws Exception {
    dieAt(step, doomed -> doomed.upload(agent, "a", CONTENT));

    sweep.run();
    orphans.run();

    assertThat(objects()).isEqualTo(before);
    assertKept(0);
  }

  @ParameterizedTest
  @ValueSource(strings = "stored")
  void one_that_is_killed_after_its_commit_is_kept(String step) throws Exception {
    dieAt(step, doomed -> doomed.upload(agent, "a", CONTENT));

    sweep.run();
    orphans.run();

    assertThat(objects()).hasSize(before.size() + 1);
    assertKept(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deleting", "deleted", "removed"})
  void a_deletion_that_is_killed_is_done_whole_or_not_at_all(String step) throws Exception {
    var file = files.upload(agent, "a", CONTENT).fileId();
    dieAt(
        step,
        doomed ->
            doomed.call(
                doomed.agentToken(agent), "DELETE", "/api/agents/" + agent + "/files/" + file));

    sweep.run();
    orphans.run();

    boolean kept = step.equals("deleting");
    assertThat(objects()).hasSize(before.size() + (kept ? 1 : 0));
    assertKept(kept ? 1 : 0);
  }

  private interface Request {
    void send(FileClient doomed);
  }

  private void dieAt(String step, Request request) throws Exception {
    LocalServices.shared().objectStore().goBy(() -> Instant.now().minus(Duration.ofHours(2)));
    try (var process = CommandSideProcess.start(DyingCommandSide.class, "400m", step)) {
      var doomed = new FileClient(process.ready().port());
      assertThatThrownBy(() -> request.send(doomed))
          .isInstanceOf(java.io.UncheckedIOException.class);
      assertThat(process.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.process().exitValue()).isEqualTo(137);
    }
    LocalServices.shared().objectStore().goBy(InstantSource.system());
  }

  private void assertKept(int kept) {
    assertThat(Superuser.count("SELECT count(*) FROM agent_files WHERE agent_id = ?", agent))
        .isEqualTo(kept);
    assertThat(Superuser.count("SELECT count(*) FROM file_objects WHERE agent_id = ?", agent))
        .isEqualTo(kept);
    var book = StorageBook.of(agent);
    assertThat(book.used()).isEqualTo((long) kept * CONTENT.length);
    assertThat(book.reserved()).isZero();
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
