package com.geniinow.runtime.local;

import com.geniinow.runtime.platform.security.JwtMinter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** The last lines of a start: where the runtime is and how to call it. */
final class Greeting {
  private static final Duration TTL = Duration.ofHours(12);
  private static final String SUBJECT = "local-admin";

  private final Settings settings;
  private final InstantSource clock;
  private final UUID agent;
  private final UUID entity;
  private final String token;

  /**
   * @param agent the id of an agent that doesn't exist yet
   * @param project the project's folder, whose {@code infra/token} the lines call
   */
  Greeting(Settings settings, InstantSource clock, UUID agent, UUID entity, String project) {
    this.settings = settings;
    this.clock = clock;
    this.agent = agent;
    this.entity = entity;
    this.token = (project.isEmpty() ? "" : project + "/") + "infra/token";
  }

  List<String> lines() {
    var address = "http://localhost:" + settings.port();
    var admin = new JwtMinter(settings.jwtSecret(), clock).admin(SUBJECT, TTL);
    return List.of(
        "",
        "ready: " + address,
        "",
        "admin token (%d hours), also to sign in at %s/console/, signed with %s:"
            .formatted(TTL.toHours(), address, secret()),
        admin,
        "",
        "provision an agent, submit a task as that agent, read it back:",
        curl(
            address + "/api/agents/provision",
            "admin",
            "{\"name\":\"scout\",\"entity_id\":\"%s\",\"agent_id\":\"%s\"}"
                .formatted(entity, agent)),
        curl(
            address + "/api/tasks",
            "agent --sub " + agent,
            "{\"type\":\"simulate\",\"payload\":{\"duration_ms\":100,\"tokens\":20},"
                + "\"estimated_tokens\":50}"),
        curl(address + "/api/agents/" + agent + "/tasks", "agent --sub " + agent, ""),
        "");
  }

  private String secret() {
    return settings.hasOwnJwtSecret()
        ? "GENII_JWT_SECRET (infra/token needs it in its environment too)"
        : "the local default GENII_JWT_SECRET=" + settings.jwtSecret();
  }

  private String curl(String url, String caller, String body) {
    var call =
        "curl -sS -w '\\n' %s -H \"Authorization: Bearer $(%s %s)\"".formatted(url, token, caller);
    return body.isEmpty()
        ? call
        : call + " -H 'Content-Type: application/json' -d '%s'".formatted(body);
  }
}
