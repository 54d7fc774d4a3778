package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.command.testing.Story;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.platform.web.CanonicalJson;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What a submission pays for being sealed; printed, for how fast a machine is can't be asserted.
 */
class SealingSpeedTest {
  private static final int TIMES = 20_000;
  private static final Set<String> MARKED = Set.of("payload", "labels", "idempotencyKey");

  private final SealedPayload payloads = new SealedPayload(new TestDataKeys());

  @Test
  void a_submission_is_sealed_opened_and_hashed() {
    var event =
        new TaskSubmitted(
            Story.AGENT,
            Story.task(1),
            "chat",
            new Json("{\"prompt\":\"%s\"}".formatted("what is to be said ".repeat(10))),
            "gpt-5",
            1_000,
            Usd.of("0.01"),
            "key-1",
            Story.NOON,
            60,
            null,
            null,
            null,
            Map.of("team", "sales"),
            "44136fa3");
    var clear = EventJson.text(event);
    var id = UUID.randomUUID().toString();
    var day = LocalDate.ofInstant(event.at(), ZoneOffset.UTC);
    var sealed = payloads.seal(Story.AGENT, id, day, MARKED, clear);

    measure("seal", () -> payloads.seal(Story.AGENT, id, day, MARKED, clear));
    measure("content", () -> CanonicalJson.sha256(SealedPayload.inTheClear(sealed).form()));
    measure("open", () -> payloads.open(id, sealed));
    System.out.printf("%d characters clear, %d sealed%n", clear.length(), sealed.length());
    assertThat(payloads.open(id, sealed)).isEqualTo(clear);
  }

  private static void measure(String what, Supplier<String> work) {
    long characters = run(work);
    var began = System.nanoTime();
    characters += run(work);
    var micros = (System.nanoTime() - began) / 1e3 / TIMES;
    assertThat(characters).isPositive();
    System.out.printf("%s: %.1f us%n", what, micros);
  }

  private static long run(Supplier<String> work) {
    long characters = 0;
    for (int n = 0; n < TIMES; n++) {
      characters += work.get().length();
    }
    return characters;
  }
}
