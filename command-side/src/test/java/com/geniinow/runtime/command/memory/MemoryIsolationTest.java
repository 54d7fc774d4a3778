package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.RuntimeTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Nobody gets at another agent's memory, on any route, with any token. */
@RuntimeTest
class MemoryIsolationTest {
  private record Attempt(String method, String path, @Nullable Object body, boolean reads) {
    /** Of a memory that there is. */
    String path(String memory) {
      return path.replace("{memory}", memory);
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  @LocalServerPort int port;
  private Api api;
  private MemoryAgent mine;
  private MemoryAgent other;

  @BeforeEach
  void twoAgents() {
    api = new Api(port);
    mine = remembering("mine");
    other = remembering("other's");
  }

  @TestFactory
  Stream<DynamicTest> every_route_refuses_everybody_else() {
    return attempts()
        .map(
            attempt -> DynamicTest.dynamicTest(attempt.toString(), () -> refusedToOthers(attempt)));
  }

  private void refusedToOthers(Attempt attempt) {
    twoAgents();
    var before = other.stored();
    var path = "/api/agents/" + other.id() + attempt.path(id(other));
    assertForbidden(api.asAgent(mine.id(), attempt.method(), path, attempt.body()));
    assertForbidden(api.asFounder(mine.entity(), attempt.method(), path, attempt.body()));
    assertForbidden(api.asWorker(attempt.method(), path, attempt.body()));
    var founder = api.asFounder(other.entity(), attempt.method(), path, attempt.body());
    assertThat(founder.status()).as("the founder").isEqualTo(attempt.reads() ? 200 : 403);
    var unknown = "/api/agents/" + UUID.randomUUID() + attempt.path(id(other));
    assertForbidden(api.asAgent(mine.id(), attempt.method(), unknown, attempt.body()));
    assertThat(other.stored()).isEqualTo(before);
  }

  @Test
  void an_administrator_reads_and_sets_times_to_live_and_writes_nothing_else() {
    for (var attempt : attempts().toList()) {
      var path = "/api/agents/" + other.id() + attempt.path(id(other));
      var answer = api.asAdmin(attempt.method(), path, attempt.body());
      var may = attempt.reads() || attempt.path().equals("/memory/k") && isPatch(attempt);
      assertThat(answer.status()).as("%s", attempt).isEqualTo(may ? 200 : 403);
    }
  }

  @Test
  void keys_and_texts_of_others_show_in_no_list_and_no_search() {
    assertThat(mine.keys("")).containsExactly("k", "shared");
    assertThat(mine.get("shared").text("value")).isEqualTo("mine");
    assertThat(mine.found("other's")).containsExactly("mine");
    assertThat(other.found("mine")).containsExactly("other's");
    assertThat(mine.listed("")).containsExactly("mine");
    var text = Map.of("query", "mine other's", "mode", "text");
    assertThat(MemoryAgent.texts(other.search(text))).containsExactly("other's");
    var foreign = id(other);
    assertThat(mine.memory(foreign).status()).isEqualTo(404);
    assertThat(mine.forget(foreign).status()).isEqualTo(404);
  }

  @Test
  void deleting_all_of_one_agent_s_memory_leaves_the_other_s_as_it_was_byte_for_byte() {
    for (var page = 0; page < 30; page++) {
      mine.put("n/" + page, page);
      other.put("n/" + page, page);
    }
    var before = other.stored();
    assertThat(before).hasSizeGreaterThan(30);

    for (var key : mine.keys("?limit=200")) {
      assertThat(mine.delete(key).status()).isEqualTo(204);
    }
    mine.forget();

    assertThat(mine.keys("")).isEmpty();
    assertThat(mine.found("mine")).isEmpty();
    assertThat(other.stored()).isEqualTo(before);
  }

  private static boolean isPatch(Attempt attempt) {
    return attempt.method().equals("PATCH");
  }

  private static Stream<Attempt> attempts() {
    List<Attempt> attempts = new ArrayList<>();
    attempts.add(new Attempt("GET", "/memory", null, true));
    attempts.add(new Attempt("GET", "/memory?prefix=k", null, true));
    attempts.add(new Attempt("GET", "/memory/k", null, true));
    attempts.add(new Attempt("POST", "/memory/search", Map.of("query", "x"), true));
    attempts.add(new Attempt("PUT", "/memory/k", Map.of("value", 1), false));
    attempts.add(new Attempt("PUT", "/memory/new%2Fkey", Map.of("value", 1), false));
    attempts.add(new Attempt("PATCH", "/memory/k", Map.of("ttl_seconds", 60), false));
    attempts.add(new Attempt("POST", "/memory/embed", Map.of("text", "x"), false));
    attempts.add(new Attempt("DELETE", "/memory/k", null, false));
    attempts.add(new Attempt("POST", "/memory/search", Map.of("query", "x", "mode", "text"), true));
    attempts.add(
        new Attempt("POST", "/memory/search", Map.of("query", "x", "mode", "hybrid"), true));
    var memory = "/memories/{memory}";
    attempts.add(new Attempt("GET", memory, null, true));
    attempts.add(new Attempt("GET", "/memories", null, true));
    attempts.add(new Attempt("PATCH", memory, Map.of("ttl_seconds", 60), false));
    attempts.add(new Attempt("DELETE", memory, null, false));
    attempts.add(new Attempt("POST", "/memories/forget", Map.of("keep_newest", 0), false));
    return attempts.stream();
  }

  private static String id(MemoryAgent agent) {
    return agent
        .api()
        .asAgent(agent.id(), "GET", agent.memories(""), null)
        .body()
        .path("items")
        .path(0)
        .path("memory_id")
        .asString();
  }

  private MemoryAgent remembering(String text) {
    var agent = MemoryAgent.provision(api);
    agent.put("k", "v");
    agent.put("shared", text);
    agent.embedded(text);
    return agent;
  }

  private static void assertForbidden(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(403);
    assertThat(answer.text("reason")).isEqualTo("forbidden");
  }
}
