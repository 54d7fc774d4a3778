package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.StorageBook;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Twelve at once into room for five: who would fit is not refused. */
@RuntimeTest
class CrowdedUploadsTest {
  private static final int UPLOADS = 12;
  private static final int FIT = 5;

  @LocalServerPort int port;

  /** Small ones are held by their size; of larger ones it is open until their last byte. */
  @ParameterizedTest
  @CsvSource({"200000, false", "200000, true", "900000, false", "900000, true"})
  void of_twelve_uploads_at_once_exactly_the_five_are_kept_that_fit(int size, boolean chunked)
      throws Exception {
    var files = new FileClient(port);
    var agent = agentWithRoomFor(size);

    var answers = Parallel.all(UPLOADS, n -> upload(files, agent, size, chunked));

    assertFiveAreKept(agent, size, answers);
  }

  @Test
  void also_where_they_come_to_two_processes() throws Exception {
    int size = 300_000;
    var agent = agentWithRoomFor(size);
    try (var other = SecondProcess.start()) {
      var clients = List.of(new FileClient(port), new FileClient(other.port()));

      var answers = Parallel.all(UPLOADS, n -> upload(clients.get(n % 2), agent, size, n % 4 < 2));

      assertFiveAreKept(agent, size, answers);
    }
  }

  private UUID agentWithRoomFor(int size) {
    return new Api(port).provision(Map.of("storage_limit_bytes", FIT * size));
  }

  private static FileClient.Answer upload(FileClient files, UUID agent, int size, boolean chunked) {
    return chunked
        ? files.uploadChunked(agent, "file", () -> FileLimitsTest.zeros(size))
        : files.upload(agent, "file", new byte[size]);
  }

  private static void assertFiveAreKept(UUID agent, int size, List<FileClient.Answer> answers) {
    assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(FIT);
    assertThat(answers.stream().filter(answer -> answer.status() == 429))
        .hasSize(UPLOADS - FIT)
        .allSatisfy(
            refused -> {
              assertThat(refused.text("reason")).isEqualTo("storage_quota_exceeded");
              assertThat(number(refused, "limit")).isEqualTo((long) FIT * size);
              assertThat(number(refused, "used") + number(refused, "requested"))
                  .as(refused.toString())
                  .isGreaterThan((long) FIT * size);
            });
    var table = StorageBook.of(agent);
    assertThat(table.used()).isEqualTo((long) FIT * size);
    assertThat(table.reserved()).isZero();
    assertThat(table.highest()).isLessThanOrEqualTo((long) FIT * size);
    Consistency.assertTablesFollowEvents(agent);
  }

  private static long number(FileClient.Answer answer, String field) {
    return answer.body().path(field).asLong();
  }
}
