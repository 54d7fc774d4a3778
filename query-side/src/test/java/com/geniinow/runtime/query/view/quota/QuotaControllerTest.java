package com.geniinow.runtime.query.view.quota;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import tools.jackson.databind.json.JsonMapper;

/** Quotas that are kept between reads, and what is done with what should not have been kept. */
class QuotaControllerTest {
  private static final JsonMapper JSON = Json.mapper();

  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final Kept kept = new Kept();
  private final QuotaController quotas = reader(Happened.START);

  private QuotaController reader(Instant now) {
    return new QuotaController(
        Database.reads(),
        Clock.fixed(now, ZoneOffset.UTC),
        JSON,
        new StaticListableBeanFactory(Map.of("display", kept)).getBeanProvider(QuotaDisplay.class),
        new Levels(Database.reads(), Clock.fixed(now, ZoneOffset.UTC)),
        new MemoryFigureReads(Database.reads(), 1_000_000));
  }

  @Test
  void what_is_kept_is_shown_without_the_tables() {
    var shown = quotas.get(agent.id(), ADMIN);
    use(100);

    assertThat(quotas.get(agent.id(), ADMIN)).isEqualTo(shown);
    assertThat(quotas.read(agent.id(), ADMIN).monthlyTokensUsed()).isEqualTo(100);
    assertThat(kept.reads).isEqualTo(1);
  }

  @Test
  void after_a_change_the_tables_are_read_anew() {
    quotas.get(agent.id(), ADMIN);
    use(100);
    kept.changed(agent.id());

    assertThat(quotas.get(agent.id(), ADMIN).monthlyTokensUsed()).isEqualTo(100);
  }

  @Test
  void what_is_kept_beyond_the_end_of_its_month_is_not_shown() {
    use(100);
    quotas.get(agent.id(), ADMIN);

    var april = reader(Instant.parse("2026-04-01T00:00:00Z")).get(agent.id(), ADMIN);
    assertThat(april.period()).isEqualTo("2026-04");
    assertThat(april.monthlyTokensUsed()).isZero();
  }

  @Test
  void what_is_no_quota_of_this_agent_is_read_from_the_tables_and_dropped() {
    var other = RecordedAgent.provisioned();
    var another = JSON.writeValueAsString(quotas.read(other.id(), ADMIN));
    var partial = "{\"agent_id\":\"" + agent.id() + "\"}";
    var expected = quotas.read(agent.id(), ADMIN);
    for (var text : List.of("", "null", "[]", "{}", "no JSON", "\"x\"", partial, another)) {
      kept.text = text;
      assertThat(quotas.get(agent.id(), ADMIN)).as(text).isEqualTo(expected);
    }

    assertThat(kept.dropped).hasSize(8).containsOnly(agent.id());
  }

  @Test
  void a_kept_quota_comes_back_as_it_was() {
    use(7);
    var fresh = quotas.get(agent.id(), ADMIN);

    assertThat(quotas.get(agent.id(), ADMIN)).isEqualTo(fresh);
    assertThat(fresh).isEqualTo(quotas.read(agent.id(), ADMIN));
    assertThat(fresh.isWhole()).isTrue();
  }

  private void use(long tokens) {
    var task = agent.submitted();
    agent.commit(agent.happened().reserved(task, tokens, "0.000001", "2026-03"));
    agent.commit(agent.happened().used(task, 1, tokens, "0.000001", "2026-03"));
  }

  /** Keeps one text, whosever it is. */
  private static final class Kept implements QuotaDisplay {
    private final List<UUID> dropped = new ArrayList<>();
    private String text;
    private int reads;

    @Override
    public String read(UUID agentId, Supplier<String> fresh) {
      if (text == null) {
        reads++;
        text = fresh.get();
      }
      return text;
    }

    @Override
    public void changed(UUID agentId) {
      dropped.add(agentId);
      text = null;
    }
  }
}
