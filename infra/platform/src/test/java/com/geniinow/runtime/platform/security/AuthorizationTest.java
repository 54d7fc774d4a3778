package com.geniinow.runtime.platform.security;

import static com.geniinow.runtime.platform.testing.Client.json;
import static com.geniinow.runtime.platform.testing.Client.problem;
import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static com.geniinow.runtime.platform.testing.TestApplication.ENTITY;
import static com.geniinow.runtime.platform.testing.TestApplication.OTHER_AGENT;
import static com.geniinow.runtime.platform.testing.TestApplication.OTHER_TASK;
import static com.geniinow.runtime.platform.testing.TestApplication.TASK;
import static com.geniinow.runtime.platform.testing.TestApplication.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.Client;
import com.geniinow.runtime.platform.testing.HttpTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AuthorizationTest extends HttpTest {
  private static final String BAD_BODY = "{";

  @Test
  void an_agent_uses_its_own_path_only() {
    var agent = agent(AGENT);
    var own = agent.get("/api/agents/" + AGENT);
    assertThat(own.statusCode()).isEqualTo(200);
    assertThat(json(own).path("subject").asString()).isEqualTo(AGENT.toString());
    assertThat(json(own).path("role").asString()).isEqualTo("agent");
    assertThat(agent.get("/api/agents/" + AGENT.toString().toUpperCase(Locale.ROOT)).statusCode())
        .isEqualTo(200);
    for (String other :
        List.of(OTHER_AGENT.toString(), UNKNOWN.toString(), "not-a-uuid", "1-1-1-1-1")) {
      problem(agent.get("/api/agents/" + other), 403, "forbidden");
    }
  }

  @Test
  void a_founder_sees_the_agents_of_one_entity() {
    var founder = founder(ENTITY);
    assertThat(founder.get("/api/agents/" + AGENT).statusCode()).isEqualTo(200);
    for (String other : List.of(OTHER_AGENT.toString(), UNKNOWN.toString(), "not-a-uuid")) {
      problem(founder.get("/api/agents/" + other), 403, "forbidden");
    }
  }

  @Test
  void an_auditor_of_one_entity_sees_what_its_founder_sees() {
    var auditor = auditor(ENTITY);
    assertThat(auditor.get("/api/agents/" + AGENT).statusCode()).isEqualTo(200);
    assertThat(auditor.get("/api/tasks/" + TASK).statusCode()).isEqualTo(200);
    for (String other : List.of(OTHER_AGENT.toString(), UNKNOWN.toString(), "not-a-uuid")) {
      problem(auditor.get("/api/agents/" + other), 403, "forbidden");
    }
    problem(auditor.get("/api/tasks/" + OTHER_TASK), 403, "forbidden");
    problem(auditor.get("/api/store"), 403, "forbidden");
  }

  @Test
  void an_auditor_of_everything_sees_what_belongs_to_no_single_entity() {
    var auditor = auditor(null);
    for (String path : List.of("agents/" + OTHER_AGENT, "tasks/" + OTHER_TASK, "store")) {
      assertThat(auditor.get("/api/" + path).statusCode()).isEqualTo(200);
    }
    problem(auditor.post("/api/agents/" + AGENT + "/orders", BAD_BODY), 403, "forbidden");
  }

  @Test
  void an_administrator_passes_and_hears_of_a_malformed_id() {
    assertThat(admin().get("/api/agents/" + UNKNOWN).statusCode()).isEqualTo(200);
    problem(admin().get("/api/agents/not-a-uuid"), 400, "invalid_request");
  }

  @Test
  void a_role_that_is_not_named_is_refused() {
    problem(worker().get("/api/agents/" + AGENT), 403, "forbidden");
    problem(agent(AGENT).get("/api/things"), 403, "forbidden");
    problem(founder(ENTITY).get("/api/things"), 403, "forbidden");
  }

  @Test
  void tasks_are_seen_by_their_agent_entity_administrators_and_workers() {
    for (Client caller : List.of(agent(AGENT), founder(ENTITY), admin(), worker())) {
      assertThat(caller.get("/api/tasks/" + TASK).statusCode()).isEqualTo(200);
    }
    for (Client caller : List.of(agent(AGENT), founder(ENTITY))) {
      for (String other : List.of(OTHER_TASK.toString(), UNKNOWN.toString(), "not-a-uuid")) {
        problem(caller.get("/api/tasks/" + other), 403, "forbidden");
      }
    }
    for (Client caller : List.of(admin(), worker())) {
      assertThat(caller.get("/api/tasks/" + OTHER_TASK).statusCode()).isEqualTo(200);
      problem(caller.get("/api/tasks/not-a-uuid"), 400, "invalid_request");
    }
  }

  @Test
  void a_caller_without_the_right_is_refused_before_the_body_is_read() {
    var path = "/api/agents/" + OTHER_AGENT + "/orders";
    problem(agent(AGENT).post(path, BAD_BODY), 403, "forbidden");
    problem(agent(AGENT).post(path, "x".repeat(2_000_000)), 403, "forbidden");
    problem(founder(ENTITY).post("/api/agents/" + AGENT + "/orders", BAD_BODY), 403, "forbidden");
    problem(
        agent(AGENT).send("POST", path, "text/plain", BodyPublishers.ofString("x")),
        403,
        "forbidden");
    problem(agent(OTHER_AGENT).post(path, BAD_BODY), 400, "invalid_request");
    problem(anonymous().post(path, BAD_BODY), 401, "unauthenticated");
  }

  @Test
  void a_handler_that_names_no_role_is_closed_to_all() {
    for (Client caller : List.of(agent(AGENT), founder(ENTITY), admin(), worker())) {
      problem(caller.get("/api/closed"), 403, "forbidden");
    }
  }

  @Test
  void a_scope_without_its_path_variable_lets_nobody_in() {
    problem(agent(AGENT).get("/api/wrongly-scoped"), 500, "internal_error");
  }

  @Test
  void an_unknown_path_is_unauthenticated_first_and_not_found_second() {
    problem(anonymous().get("/api/nothing"), 401, "unauthenticated");
    problem(admin().get("/api/nothing"), 404, "not_found");
    problem(worker().get("/"), 404, "not_found");
  }

  @Test
  void other_management_paths_are_for_administrators() {
    problem(anonymous().get("/actuator/env"), 401, "unauthenticated");
    problem(agent(AGENT).get("/actuator/env"), 403, "forbidden");
    problem(admin().get("/actuator/env"), 404, "not_found");
  }

  @Test
  void a_streamed_answer_arrives_whole() {
    var streamed = admin().get("/api/stream");
    assertThat(streamed.statusCode()).isEqualTo(200);
    assertThat(streamed.body()).isEqualTo("{\"a\":1}\n{\"a\":2}\n");
  }

  @Test
  void answers_carry_security_headers_and_set_no_cookie() {
    var answer = admin().get("/api/agents/" + AGENT);
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("X-Frame-Options")).hasValue("DENY");
    assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(
            admin()
                .send(
                    "GET",
                    "/api/things",
                    null,
                    BodyPublishers.noBody(),
                    "Origin",
                    "http://evil.test")
                .headers()
                .firstValue("Access-Control-Allow-Origin"))
        .isEmpty();
  }
}
