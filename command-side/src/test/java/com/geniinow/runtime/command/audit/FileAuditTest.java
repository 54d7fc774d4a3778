package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.file.FileClient;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.storage.ObjectType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The bytes of files are what their events say, or it is found. */
@RuntimeTest
class FileAuditTest {
  private static final ObjectType TYPE = new ObjectType("text/plain", null);

  @LocalServerPort int port;
  @Autowired ObjectStore store;

  private final UUID entity = UUID.randomUUID();
  private Api api;
  private UUID agent;
  private String object;

  @BeforeEach
  void aFile() {
    api = new Api(port);
    agent = api.provision(Map.of("entity_id", entity.toString()));
    var content = "the bytes".getBytes(StandardCharsets.UTF_8);
    assertThat(new FileClient(port).upload(agent, "f.txt", content).status()).isEqualTo(201);
    object =
        Superuser.jdbc()
            .queryForObject(
                "SELECT object_name FROM file_objects WHERE agent_id = ?", String.class, agent);
  }

  @Test
  void what_nobody_touched_is_identical() {
    var report = verify("files");

    assertThat(report.path("identical").asBoolean()).as("%s", report).isTrue();
    assertThat(report.at("/tables/file_objects/rows").asInt()).isEqualTo(1);
    assertThat(report.path("tables").has("agents")).as("only files").isFalse();
    assertThat(report.path("events").asInt()).isZero();
    assertThat(verify("tables", "derived").path("tables").has("file_objects")).isFalse();
    var all = api.asAuditor(entity, "POST", "/api/audit/verify?entity_id=" + entity, null).body();
    assertThat(all.path("tables").propertyNames())
        .contains("agents", "file_objects", "snapshot_event_entry", "audit_checkpoints");
  }

  @Test
  void one_byte_that_was_changed_is_found() {
    replaced("the bytez");

    var report = verify("files");
    assertThat(report.path("identical").asBoolean()).isFalse();
    assertThat(report.at("/drift/0/table").asString()).isEqualTo("file_objects");
    assertThat(report.at("/drift/0/agent_id").asString()).isEqualTo(agent.toString());
    assertThat(report.toString()).doesNotContain(object);
    replaced("the bytes");
    assertThat(verify("files").path("identical").asBoolean()).isTrue();
  }

  @Test
  void an_object_that_is_gone_is_found() {
    store.delete(object);

    assertThat(verify("files").at("/tables/file_objects/differing").asInt()).isEqualTo(1);
    put("the bytes");
    assertThat(verify("files").path("identical").asBoolean()).isTrue();
  }

  @Test
  void a_file_that_was_deleted_is_no_fault() {
    var file =
        Superuser.jdbc()
            .queryForObject(
                "SELECT file_id FROM agent_files WHERE agent_id = ?", String.class, agent);
    api.asAgent(agent, "DELETE", "/api/agents/" + agent + "/files/" + file, null);

    var report = verify("files");
    assertThat(report.path("identical").asBoolean()).as("%s", report).isTrue();
    assertThat(report.at("/tables/file_objects/rows").asInt()).isZero();
  }

  @Test
  void a_scope_that_is_none_is_refused() {
    var tooMany = Collections.nCopies(5, "files");
    for (var scope : new Object[] {List.of("all"), List.of(), "files", tooMany}) {
      var path = "/api/audit/verify?entity_id=" + entity;
      var answer = api.asAuditor(entity, "POST", path, Map.of("scope", scope));
      assertThat(answer.status()).as("%s: %s", scope, answer).isEqualTo(400);
    }
  }

  private JsonNode verify(String... scope) {
    var path = "/api/audit/verify?entity_id=" + entity;
    var answer = api.asAuditor(entity, "POST", path, Map.of("scope", scope));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body();
  }

  private void replaced(String content) {
    try (var old = store.read(object).orElseThrow()) {
      assertThat(old.readAllBytes()).isNotEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store.delete(object);
    put(content);
  }

  private void put(String content) {
    store.put(object, TYPE, content.getBytes(StandardCharsets.UTF_8));
  }
}
