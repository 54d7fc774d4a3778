package com.geniinow.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What infra/deploy holds, as far as this machine's tools can tell. */
class DeploymentTest {
  @Test
  void nothing_in_it_is_refused_by_its_own_tool() throws Exception {
    var check =
        new ProcessBuilder(Path.of("../deploy/check").toAbsolutePath().normalize().toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
    assertThat(said).doesNotContain("WRONG").containsAnyOf("ok ", "skipped ");
  }
}
