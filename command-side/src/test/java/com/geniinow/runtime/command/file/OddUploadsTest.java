package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.StorageBook;
import com.geniinow.runtime.command.Superuser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What an upload's form may hold, and what of it is believed. */
@RuntimeTest
class OddUploadsTest {
  private static final byte[] HELLO = "hello, files\n".getBytes(StandardCharsets.UTF_8);

  @LocalServerPort int port;

  private final UUID entity = UUID.randomUUID();
  private Api api;
  private FileClient files;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    api = new Api(port);
    files = new FileClient(port);
    agent = api.provision(Map.of("entity_id", entity));
  }

  @Test
  void a_task_must_be_the_agents_own_wherever_it_stands_in_the_form() {
    var other = api.provision(Map.of("entity_id", entity));
    var task = api.asAgent(other, "POST", "/api/tasks", Map.of("type", "simulate"));
    var before = FileClient.form("a", HELLO, task.text("task_id"));
    var after = fileThenTask(task.text("task_id"));

    for (var form : List.of(before, after)) {
      assertThat(files.upload(files.agentToken(agent), agent, form).status()).isEqualTo(403);
    }
    assertNothingIsLeft();
    assertThat(files.upload(files.agentToken(other), other, after).status()).isEqualTo(201);
  }

  private static byte[] fileThenTask(String task) {
    var field =
        "\r\n--"
            + FileClient.BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"task_id\"\r\n\r\n"
            + task;
    return FileClient.join(
        FileClient.filePart("a"), HELLO, field.getBytes(StandardCharsets.UTF_8), FileClient.end());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "C:\\\\windows\\\\system32\\\\a.txt",
        "ünïcödé 😀 文件.txt",
        ".",
        "..",
        "%2e%2e%2f",
        "a;b='c'.txt",
      })
  void odd_names_are_kept_as_they_are_and_do_no_harm(String name) {
    var stored = files.upload(agent, name, HELLO);

    assertThat(stored.status()).as(stored.toString()).isEqualTo(201);
    assertThat(stored.text("name")).isEqualTo(name.replace("\\\\", "\\"));
    assertThat(FileClient.fetch(files.url(agent, stored.fileId()).text("url")).body())
        .isEqualTo(HELLO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"line\tbreak", "a\u0001b", "a\u202Egnp.exe", "a\u2028b"})
  void a_name_that_does_not_read_as_it_is_written_is_refused(String name) {
    assertThat(files.upload(agent, name, HELLO).status()).isEqualTo(400);
    assertNothingIsLeft();
  }

  @Test
  void a_name_of_300_bytes_is_kept_and_one_of_1025_is_refused() {
    assertThat(files.upload(agent, "ü".repeat(150), HELLO).text("name")).isEqualTo("ü".repeat(150));
    assertThat(files.upload(agent, "x".repeat(1025), HELLO).status()).isEqualTo(400);
  }

  @Test
  void the_content_tells_the_type_not_the_uploader() {
    var png = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");

    assertThat(files.upload(agent, "a.txt", png).text("content_type")).isEqualTo("image/png");
    assertThat(
            files
                .upload(
                    agent, "a.bin", "<!DOCTYPE html><html></html>".getBytes(StandardCharsets.UTF_8))
                .text("content_type"))
        .isEqualTo("text/html");
  }

  @Test
  void an_empty_file_is_a_file() {
    var stored = files.upload(agent, "empty", new byte[0]);

    assertThat(stored.status()).isEqualTo(201);
    assertThat(stored.body().path("size_bytes").asInt()).isZero();
    assertThat(FileClient.fetch(files.url(agent, stored.fileId()).text("url")).body()).isEmpty();
  }

  @Test
  void forms_that_are_none_change_nothing() {
    var token = files.agentToken(agent);
    var whole = FileClient.form("a", HELLO, null);

    for (var bad :
        List.of(
            new byte[0],
            "no form".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(whole, whole.length - 8),
            FileClient.form("", HELLO, null),
            FileClient.form("a", HELLO, "not-a-uuid"),
            FileClient.join(FileClient.filePart("a"), HELLO, "\r\n".getBytes(), whole),
            FileClient.end())) {
      var answer = files.upload(token, agent, bad);
      assertThat(answer.status()).as(new String(bad, StandardCharsets.UTF_8)).isEqualTo(400);
      assertThat(answer.text("reason")).isEqualTo("invalid_request");
    }
    assertNothingIsLeft();
  }

  @Test
  void another_kind_of_body_is_415() {
    var answer = api.asAgent(agent, "POST", "/api/agents/" + agent + "/files", Map.of("file", "x"));

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.text("reason")).isEqualTo("unsupported_media_type");
  }

  private void assertNothingIsLeft() {
    for (var table : List.of("agent_files", "file_objects")) {
      assertThat(Superuser.count("SELECT count(*) FROM " + table + " WHERE agent_id = ?", agent))
          .as(table)
          .isZero();
    }
    assertThat(StorageBook.of(agent).used()).isZero();
    assertThat(StorageBook.of(agent).reserved()).isZero();
  }
}
