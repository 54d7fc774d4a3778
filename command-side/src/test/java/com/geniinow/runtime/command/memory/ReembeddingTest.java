package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestEmbedders;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.embedding.EmbeddingException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RuntimeTest
class ReembeddingTest {
  private static final String OLD = "all-minilm-l6-v2-q";
  private static final String NEW = "text-embedding-3-large";

  /** More than are embedded anew at once. */
  private static final int MEMORIES = 40;

  @LocalServerPort int port;
  @Autowired List<RecurringJob> jobs;
  @Autowired MeterRegistry meters;
  @Autowired AgentLine line;
  @Autowired Now now;
  private MemoryAgent agent;

  @BeforeEach
  void anAgentWithMemories() {
    Superuser.jdbc().update("DELETE FROM memory_reembeddings");
    Superuser.jdbc().update("DELETE FROM agent_memory_vectors");
    Superuser.jdbc().update("DELETE FROM agent_memory_models");
    agent = MemoryAgent.provision(new Api(port));
    IntStream.range(0, MEMORIES).forEach(n -> agent.embedded("memory number " + n));
  }

  @AfterEach
  void back() {
    TestEmbedders.SHARED.reset();
    run();
    agent.forget();
  }

  @Test
  void after_the_model_was_changed_everything_is_embedded_anew_and_found_meanwhile() {
    var found = new AtomicReference<List<String>>();
    var models = new AtomicReference<String>();
    TestEmbedders.SHARED.useSecond();
    TestEmbedders.SHARED.meanwhile(
        () -> {
          if (progress("done") >= 32 && found.get() == null) {
            found.set(List.of());
            var answer = agent.search(Map.of("query", "memory number 7", "min_similarity", 0.9));
            models.set(answer.text("model"));
            found.set(MemoryAgent.texts(answer));
            agent.embedded("stored in the middle of it");
          }
        });

    run();

    assertThat(found.get()).startsWith("memory number 7");
    assertThat(models.get()).isEqualTo(OLD);
    var after = agent.search(Map.of("query", "memory number 7", "top_k", 1));
    assertThat(after.text("model")).isEqualTo(NEW);
    assertThat(MemoryAgent.texts(after)).containsExactly("memory number 7");
    assertThat(agent.found("stored in the middle of it")).startsWith("stored in the middle of it");
    assertThat(rows(OLD)).isZero();
    assertThat(rows(NEW)).isEqualTo(MEMORIES + 1);
    assertThat(progress("total")).isEqualTo(MEMORIES);
    assertThat(progress("done")).isEqualTo(MEMORIES + 1);
    assertThat(meters.get("genii.memory.reembed.remaining").gauge().value()).isZero();
    run();
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM memory_reembeddings WHERE finished_at IS NOT NULL"))
        .isEqualTo(1);
  }

  @Test
  void while_the_provider_is_away_the_old_model_is_searched_and_the_job_goes_on_later() {
    TestEmbedders.SHARED.useSecond();
    TestEmbedders.SHARED.meanwhile(
        () -> {
          if (progress("done") >= 32) {
            TestEmbedders.SHARED.fail(false);
          }
        });
    run();
    assertThat(rows(NEW)).isBetween(32L, (long) MEMORIES);

    TestEmbedders.SHARED.reset();
    assertThat(agent.search(Map.of("query", "memory number 7")).text("model")).isEqualTo(OLD);
    TestEmbedders.SHARED.useSecond();
    run();

    assertThat(rows(OLD)).isZero();
    assertThat(rows(NEW)).isEqualTo(MEMORIES);
  }

  @Test
  void a_text_that_the_new_model_refuses_keeps_its_vector_and_holds_up_no_other() {
    var other = MemoryAgent.provision(new Api(port));
    other.embedded("another's memory");
    TestEmbedders.SHARED.failOn("memory number 7"::equals, TestEmbedders.refusal());
    TestEmbedders.SHARED.useSecond();
    run();

    assertThat(rows(OLD)).isEqualTo(1);
    assertThat(rows(NEW)).isEqualTo(MEMORIES - 1);
    assertThat(other.search(Map.of("query", "memory")).text("model")).isEqualTo(NEW);
    assertThat(agent.search(Map.of("query", "memory")).text("model")).isEqualTo(NEW);
    assertThat(agent.found("memory number 8")).startsWith("memory number 8");
    assertThat(progress("done")).isEqualTo(MEMORIES + 1);

    var again = new AtomicInteger();
    TestEmbedders.SHARED.meanwhile(again::incrementAndGet);
    await("a run that asks for nothing again")
        .until(
            () -> {
              again.set(0);
              run();
              return again.get() == 0;
            });
    var refused =
        Superuser.jdbc()
            .queryForList(
                "SELECT memory_id FROM agent_memory_vectors WHERE refused_by = ?", UUID.class, NEW);
    assertThat(refused).hasSize(1);
    assertThat(line.send(new TendMemories.NoteRefused(agent.id(), NEW, refused, now.get())))
        .as("another process that was refused it too tells and counts nothing")
        .isZero();
    assertThat(meters.get("genii.memory.reembed.remaining").gauge().value()).isZero();

    TestEmbedders.SHARED.reset();
    run();
    assertThat(agent.found("memory number 7")).startsWith("memory number 7");
    other.forget();
  }

  @Test
  void a_model_that_refuses_whatever_it_is_given_changes_nothing() {
    TestEmbedders.SHARED.failOn(text -> true, TestEmbedders.refusal());
    TestEmbedders.SHARED.useSecond();
    run();

    TestEmbedders.SHARED.reset();
    assertThat(agent.search(Map.of("query", "memory")).text("model")).isEqualTo(OLD);
    assertThat(agent.found("memory number 7")).startsWith("memory number 7");
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM agent_memory_vectors WHERE refused_by IS NOT NULL"))
        .isZero();
  }

  @Test
  void what_fails_each_time_for_one_agent_holds_up_no_other() {
    var agents =
        Stream.generate(() -> MemoryAgent.provision(new Api(port)))
            .limit(3)
            .sorted(Comparator.comparing(agent -> agent.id().toString()))
            .toList();
    agents.forEach(agent -> agent.embedded("a memory"));
    agents.getFirst().embedded("always all zero");
    TestEmbedders.SHARED.failOn(
        "always all zero"::equals, new EmbeddingException("all zero", false, null));
    TestEmbedders.SHARED.useSecond();
    run();
    run();

    for (var other : agents.subList(1, 3)) {
      assertThat(other.search(Map.of("query", "memory")).text("model")).isEqualTo(NEW);
    }
    agents.forEach(MemoryAgent::forget);
  }

  @Test
  void a_provider_s_account_without_credit_is_told() {
    TestEmbedders.SHARED.fail(EmbeddingException.outOfCredit("429", "anew-test", null));
    TestEmbedders.SHARED.useSecond();
    run();
    run();

    assertThat(rows(NEW)).isZero();
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM alerts WHERE kind = 'provider_out_of_credit'"
                    + " AND message LIKE '%Provider anew-test%Model "
                    + NEW
                    + "%'"))
        .isEqualTo(1);
  }

  @Test
  void embedding_anew_is_not_charged_to_agents() {
    var used = used();
    TestEmbedders.SHARED.useSecond();
    run();

    assertThat(rows(NEW)).isEqualTo(MEMORIES);
    assertThat(used()).isEqualTo(used);
  }

  /** Runs until there is nothing to do, also where the scheduler's own run is at it. */
  private void run() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              jobs.stream()
                  .filter(job -> job.name().equals("memory-reembedding"))
                  .forEach(RecurringJob::run);
              return true;
            });
  }

  private long used() {
    return Superuser.count(
        "SELECT monthly_tokens_used FROM agent_quotas WHERE agent_id = ?", agent.id());
  }

  private long rows(String model) {
    return Superuser.count(
        "SELECT count(*) FROM agent_memory_vectors WHERE agent_id = ? AND model = ?",
        agent.id(),
        model);
  }

  private static long progress(String column) {
    return Superuser.count(
        "SELECT coalesce(max(%s), -1) FROM memory_reembeddings WHERE model = '%s'"
            .formatted(column, NEW));
  }
}
