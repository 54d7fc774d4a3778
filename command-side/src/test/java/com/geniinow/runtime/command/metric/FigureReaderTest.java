package com.geniinow.runtime.command.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.metric.Reading.OfOne;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** However many agents there are, only so many figures are read and shown. */
@RuntimeTest
class FigureReaderTest {
  @LocalServerPort int port;
  @Autowired FigureReader reader;

  @Test
  void only_the_highest_figures_are_read() {
    var api = new Api(port);
    for (var tasks = 1; tasks <= 4; tasks++) {
      var agent = api.provision(Map.of());
      for (var n = 0; n < tasks; n++) {
        var task = Map.of("type", "simulate", "estimated_tokens", 1);
        assertThat(api.asAgent(agent, "POST", "/api/tasks", task).status()).isEqualTo(202);
      }
    }
    var reading = reader.read(3);
    for (var figures : List.of(reading.queues(), reading.tokens(), reading.storage())) {
      assertThat(figures)
          .hasSize(3)
          .isSortedAccordingTo(Comparator.comparingDouble(OfOne::figure).reversed());
    }
    assertThat(reading.queues().getFirst().figure()).isGreaterThanOrEqualTo(4);
    assertThat(reading.openTasks()).isGreaterThanOrEqualTo(10);
    assertThat(reading.processorLag()).extracting(OfOne::name).contains("alerts");
  }
}
