package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.store.evolution.CentsToDollars;
import com.geniinow.runtime.command.store.evolution.PriceAgreed;
import com.geniinow.runtime.platform.database.Seal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.axonframework.serialization.upcasting.event.InitialEventRepresentation;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** The worked example of docs/events.md: an event whose stored form had to change. */
@RuntimeTest
class EventEvolutionTest {
  private static final UUID AGENT = UUID.randomUUID();
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00.000001Z");
  private static final String REVISION_1 =
      "{\"agentId\":\"%s\",\"cents\":1250,\"at\":\"%s\"}".formatted(AGENT, AT);

  @Autowired Serializer serializer;

  @Test
  void what_was_stored_at_revision_1_is_read_as_revision_2() {
    var read = upcast("1", REVISION_1);

    assertThat(read).isEqualTo(new PriceAgreed(AGENT, new BigDecimal("12.50"), AT));
  }

  @Test
  void what_is_stored_now_is_left_alone() {
    var now = new PriceAgreed(AGENT, new BigDecimal("0.0000000001"), AT);
    var stored = serializer.serialize(now, String.class);

    assertThat(stored.getType().getRevision()).isEqualTo("2");
    assertThat(upcast("2", stored.getData())).isEqualTo(now);
  }

  @Test
  void the_event_store_reads_through_upcasters_and_leaves_its_rows_as_they_are() {
    var source = Objects.requireNonNull(Superuser.jdbc().getDataSource());
    var engine =
        StoreConfiguration.systemEngine(
            source,
            NoTransactionManager.instance(),
            serializer,
            failure -> false,
            new SealedSnapshots(new Seal(() -> "command")),
            new EventUpcasterChain(new CentsToDollars()));
    new TransactionTemplate(new org.springframework.jdbc.support.JdbcTransactionManager(source))
        .executeWithoutResult(
            transaction -> {
              transaction.setRollbackOnly();
              Superuser.jdbc()
                  .update(
                      """
                      INSERT INTO domain_event_entry (aggregate_identifier, sequence_number, type,
                        event_identifier, payload_type, payload_revision, payload, meta_data,
                        time_stamp, agent_id, entity_id)
                      VALUES (?, 0, 'Agent', ?, ?, '1', ?, '{}', ?, ?, ?)""",
                      AGENT.toString(),
                      UUID.randomUUID().toString(),
                      PriceAgreed.class.getName(),
                      REVISION_1,
                      AT.toString(),
                      AGENT,
                      AGENT);
              var event = engine.readEvents(AGENT.toString(), 0).next();
              assertThat(event.getPayload())
                  .isEqualTo(new PriceAgreed(AGENT, new BigDecimal("12.50"), AT));
              assertThat(
                      Superuser.jdbc()
                          .queryForMap(
                              "SELECT payload, payload_revision FROM domain_event_entry"
                                  + " WHERE agent_id = ?",
                              AGENT))
                  .isEqualTo(Map.of("payload", REVISION_1, "payload_revision", "1"));
            });
  }

  private Object upcast(String revision, String payload) {
    var entry =
        new GenericDomainEventEntry<>(
            "Agent",
            AGENT.toString(),
            0,
            UUID.randomUUID().toString(),
            AT.toString(),
            PriceAgreed.class.getName(),
            revision,
            payload,
            "{}");
    var read =
        new EventUpcasterChain(new CentsToDollars())
            .upcast(java.util.stream.Stream.of(new InitialEventRepresentation(entry, serializer)))
            .findFirst()
            .orElseThrow();
    return serializer.deserialize(read.getData());
  }
}
