package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.work.TextOfBefore;
import com.geniinow.runtime.query.history.EventSealing.Clear;
import com.geniinow.runtime.query.history.EventSealing.Entry;
import com.geniinow.runtime.query.history.EventSealing.Sealed;
import com.geniinow.runtime.query.record.LedgerEntry;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Seals events that were stored clear, a batch of an agent's in a transaction. Of two processes
 * that do so at once each passes over the rows that the other has. With an agent's last events goes
 * what was made of them in the clear to start from.
 */
final class EventSealer implements TextOfBefore {
  /** Events of one transaction. */
  static final int EVENTS = 50;

  /** Agents whose place is kept; the others begin at their first event. */
  private static final int AGENTS = 1_000;

  /** Characters of their payloads, after which no other is added. */
  private static final long CHARS = 4 << 20;

  private static final Logger log = LoggerFactory.getLogger(EventSealer.class);

  /** Behind what was sealed, whose entries are in the index until it is vacuumed. */
  static final String NEXT =
      EventRow.SELECT
          + "WHERE agent_id = ? AND global_index > ? AND "
          + CLEAR
          + " ORDER BY global_index LIMIT ? FOR UPDATE SKIP LOCKED";

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final EventSealing sealing;
  private final LedgerRedactions redactions;
  private final CheckpointKeysTable keys;
  private final Clock clock;
  private final AtomicLong unreadable = new AtomicLong();

  /** Up to where agents' events are sealed, but for such as another process had then. */
  private final Cache<UUID, Long> reached = Caffeine.newBuilder().maximumSize(AGENTS).build();

  /**
   * @param system of the login that may take on genii_sealer
   */
  EventSealer(
      DataSource system,
      EventSealing sealing,
      LedgerRedactions redactions,
      CheckpointKeysTable keys,
      Clock clock) {
    this.jdbc = JdbcClient.create(system);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(system));
    this.sealing = sealing;
    this.redactions = redactions;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public long left() {
    return jdbc.sql("SELECT count(*) FROM domain_event_entry WHERE " + CLEAR)
        .query(Long.class)
        .single();
  }

  @Override
  public boolean isClear(UUID agentId) {
    return jdbc.sql(
            "SELECT EXISTS (SELECT FROM domain_event_entry WHERE agent_id = ? AND " + CLEAR + ")")
        .param(agentId)
        .query(Boolean.class)
        .single();
  }

  @Override
  public Optional<UUID> next(UUID after) {
    return jdbc.sql(
            "SELECT agent_id FROM domain_event_entry WHERE agent_id > ? AND "
                + CLEAR
                + " ORDER BY agent_id LIMIT 1")
        .param(after)
        .query(UUID.class)
        .optional();
  }

  @Override
  public int sealSome(UUID agentId) {
    var before = reached.getIfPresent(agentId);
    var done = asSealer(agentId, key -> seal(agentId, before == null ? 0 : before, key));
    var last = done.last();
    if (last != null && !done.all()) {
      reached.put(agentId, last); // committed from here on
      return done.events();
    }
    reached.invalidate(agentId);
    // What another process had, and gave back, may lie before.
    return done.events() == 0 && before != null ? sealSome(agentId) : done.events();
  }

  @Override
  public long unreadable() {
    return unreadable.get();
  }

  @Override
  public int redactSome(UUID agentId) {
    return asSealer(agentId, key -> redactions.redactSome(jdbc, agentId, null, key, now()));
  }

  @Override
  public int redactSome(UUID agentId, LocalDate day) {
    return asSealer(agentId, key -> redactions.redactSome(jdbc, agentId, day, key, now()));
  }

  private <T> T asSealer(UUID agentId, Function<SigningKey, T> work) {
    var key = keys.current();
    var done =
        transaction.execute(
            status -> {
              SealerSession.begin(jdbc, agentId);
              return work.apply(key);
            });
    return Objects.requireNonNull(done);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * What was done in one transaction.
   *
   * @param last place of an event that was sealed; null where none was
   * @param all whether none of its agent is clear any more
   */
  private record Done(int events, @Nullable Long last, boolean all) {}

  private Done seal(UUID agentId, long after, SigningKey key) {
    var batch = batch(agentId, after);
    var clear = batch.events();
    if (clear.isEmpty()) {
      return new Done(0, null, false);
    }
    var entries = entries(agentId, clear);
    var at = now();
    var sealed =
        clear.stream().map(event -> sealing.seal(event, entries.get(event.eventId()), at)).toList();
    say(agentId, sealed, key, at);
    store(sealed);
    SealerSession.end(jdbc);
    var all = !batch.hasMore() && isLast(agentId);
    if (all) {
      removeDerived(agentId);
    }
    clear.stream().filter(event -> event.event() == null).forEach(this::count);
    return new Done(sealed.size(), sealed.getLast().place(), all);
  }

  private void count(Clear event) {
    unreadable.incrementAndGet();
    log.warn(
        "event {} of agent {} can't be read, and all of it is sealed",
        event.eventId(),
        event.agentId());
  }

  /**
   * Events of one transaction.
   *
   * @param hasMore whether others were seen behind them
   */
  private record Batch(List<Clear> events, boolean hasMore) {}

  private Batch batch(UUID agentId, long after) {
    var rows = jdbc.sql(NEXT).params(agentId, after, EVENTS + 1).query(EventRow::of).list();
    var chars = 0L;
    List<Clear> clear = new ArrayList<>();
    for (var row : rows) {
      if (clear.size() < EVENTS && chars < CHARS) {
        clear.add(sealing.read(row));
      }
      chars += row.payload().length();
    }
    return new Batch(clear, clear.size() < rows.size());
  }

  /**
   * Whether no event of an agent is clear any more. Where several processes are at its last ones
   * each still sees those of the others: so they commit one after the other from here on, and the
   * last one sees none.
   */
  private boolean isLast(UUID agentId) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('genii.sealing:' || ?, 0))")
        .param(agentId.toString())
        .query(row -> {});
    return !isClear(agentId);
  }

  /** By the ids of their events; they are looked for by the times of these. */
  private Map<UUID, Entry> entries(UUID agentId, List<Clear> clear) {
    var times = clear.stream().map(EventSealer::at).sorted().toList();
    Map<UUID, Entry> entries = new HashMap<>();
    jdbc.sql(
            """
            SELECT sequence, type, event_id, details, previous_hash, created_at, hash
            FROM ledger_entries
            WHERE agent_id = ? AND created_at BETWEEN ? AND ? AND event_id = ANY (?)""")
        .param(agentId)
        .param(times.getFirst().atOffset(ZoneOffset.UTC))
        .param(times.getLast().atOffset(ZoneOffset.UTC))
        .param(array("uuid", clear, Clear::eventId))
        .query(
            row -> {
              var entry =
                  new LedgerEntry(
                      agentId,
                      row.getLong(1),
                      row.getString(2),
                      row.getObject(3, UUID.class),
                      row.getString(4),
                      row.getString(5),
                      row.getObject(6, OffsetDateTime.class).toInstant());
              entries.put(entry.eventId(), new Entry(entry, row.getString(7)));
            });
    return entries;
  }

  private static Instant at(Clear clear) {
    return clear.at().truncatedTo(ChronoUnit.MICROS);
  }

  /** First, as the events' own trigger looks for these rows. */
  private void say(UUID agentId, List<Sealed> sealed, SigningKey key, Instant at) {
    jdbc.sql(
            """
            INSERT INTO sealings (event_id, agent_id, entity_id, content_before, content_after,
              commitments, entry_has_text, sealed_at, kid, signature)
            SELECT n.event_id, ?, genii_entity(), n.content, n.content, n.commitments, n.has_text,
              ?, ?, n.signature
            FROM unnest(?::uuid[], ?::text[], ?::text[], ?::bool[], ?::text[])
              AS n (event_id, content, commitments, has_text, signature)""")
        .param(agentId)
        .param(at.atOffset(ZoneOffset.UTC))
        .param(key.kid())
        .param(array("uuid", sealed, each -> each.said().eventId()))
        .param(array("text", sealed, each -> each.said().content()))
        .param(array("text", sealed, each -> each.said().commitments()))
        .param(array("bool", sealed, Sealed::entryHasText))
        .param(array("text", sealed, each -> key.sign(each.said().text())))
        .update();
  }

  private void store(List<Sealed> sealed) {
    var stored =
        jdbc.sql(
                """
                UPDATE domain_event_entry e SET payload = n.payload, meta_data = n.meta_data
                FROM unnest(?::bigint[], ?::text[], ?::text[]) AS n (place, payload, meta_data)
                WHERE e.global_index = n.place""")
            .param(array("int8", sealed, Sealed::place))
            .param(array("text", sealed, Sealed::payload))
            .param(array("text", sealed, Sealed::metaData))
            .update();
    if (stored != sealed.size()) {
      throw new IllegalStateException(stored + " events instead of " + sealed.size() + " sealed");
    }
  }

  /**
   * Made of clear events, it may hold their text; it is made anew of the sealed ones. Once, with
   * the last of them: until then their text stands in the clear anyway. Only the beginning of a
   * checkpoint is read, which says whether it is sealed.
   */
  private void removeDerived(UUID agentId) {
    jdbc.sql("DELETE FROM snapshot_event_entry WHERE aggregate_identifier IN (?, ?, ?)")
        .params(
            agentId.toString(), Ids.quotaOf(agentId).toString(), Ids.webhooksOf(agentId).toString())
        .update();
    jdbc.sql("DELETE FROM audit_checkpoints WHERE agent_id = ? AND left(state, 6) <> '{\"c\":\"'")
        .param(agentId)
        .update();
  }

  private static <T> SqlArrayValue array(String type, List<T> of, Function<T, Object> value) {
    return new SqlArrayValue(type, of.stream().map(value).toArray());
  }
}
