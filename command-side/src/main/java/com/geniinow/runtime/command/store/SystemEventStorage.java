package com.geniinow.runtime.command.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The events as streaming processors read them: each that is ever committed, once, whatever any
 * clock says and however long its transaction took. A number that is missing stays a gap of the
 * token until every transaction that can have drawn it is known to have ended ({@link Writers}) and
 * a look after that still does not find it. Axon's own reader gives a gap up by comparing an
 * event's time with a clock.
 *
 * <p>Nobody waits for a transaction that takes long: what others committed is read past it.
 */
final class SystemEventStorage extends JdbcEventStorageEngine {
  /** Before the first event. */
  private static final GapAwareTrackingToken START = GapAwareTrackingToken.newInstance(0, Set.of());

  /**
   * More missing numbers in a row than this are waited for instead of being kept one by one: a
   * sequence that was set far ahead must not fill the memory.
   */
  static final int LONGEST_GAP = 10_000;

  private final TransactionManager transactions;
  private final SealedSnapshots snapshots;
  private final JdbcClient jdbc;
  private final Doubts doubts = new Doubts();
  private final String afterIndex;
  private final String withGaps;
  private volatile @Nullable IntConsumer listener;
  private final AtomicLong last = new AtomicLong();
  private volatile boolean hasGaps;

  SystemEventStorage(
      Builder builder,
      TransactionManager transactions,
      SealedSnapshots snapshots,
      DataSource source) {
    super(builder);
    this.transactions = transactions;
    this.snapshots = snapshots;
    this.jdbc = JdbcClient.create(source);
    var select = "SELECT " + trackedEventFields() + " FROM " + schema().domainEventTable();
    this.afterIndex = select + " WHERE global_index > ? ORDER BY global_index LIMIT ?";
    this.withGaps =
        "(%s WHERE global_index = ANY (?)) UNION ALL (%s) ORDER BY global_index"
            .formatted(select, afterIndex);
  }

  @Override
  protected void storeSnapshot(DomainEventMessage<?> snapshot, Serializer serializer) {
    super.storeSnapshot(snapshots.sealed(snapshot, serializer), serializer);
  }

  /** The lowest event there is may not be the lowest there will be. */
  @Override
  public TrackingToken createTailToken() {
    return START;
  }

  /**
   * Nobody starts at the newest event: numbers below it may still be missing.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public TrackingToken createHeadToken() {
    throw new UnsupportedOperationException("readers start before the first event");
  }

  /**
   * Nobody starts in the middle: by the events' times one that comes late would be passed over.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public TrackingToken createTokenAt(Instant at) {
    throw new UnsupportedOperationException("readers start before the first event");
  }

  /**
   * Who is told that the reader which all share has read, and how much it found; once it has passed
   * on what it found.
   */
  void onRead(IntConsumer listener) {
    this.listener = listener;
  }

  @Override
  public Stream<? extends TrackedEventMessage<?>> readEvents(
      @Nullable TrackingToken after, boolean mayBlock) {
    var events = super.readEvents(after, mayBlock);
    var told = listener;
    return mayBlock && told != null ? ToldOf.stream(events, told) : events;
  }

  @Override
  protected List<? extends TrackedEventData<?>> fetchTrackedEvents(
      @Nullable TrackingToken last, int batchSize) {
    var position = last == null ? START : (GapAwareTrackingToken) last;
    return transactions.fetchInTransaction(() -> fetch(withoutSettled(position), batchSize));
  }

  /** First who writes, then the rows, each by a statement with a snapshot of its own. */
  private List<TrackedEventData<?>> fetch(GapAwareTrackingToken from, int batchSize) {
    var gaps = from.getGaps();
    Set<Long> free =
        gaps.isEmpty() && !doubts.any(from.getIndex())
            ? Set.of()
            : doubts.narrow(gaps, () -> Writers.now(jdbc));
    var rows =
        gaps.isEmpty()
            ? jdbc.sql(afterIndex).param(from.getIndex()).param(batchSize).query(this::row).list()
            : jdbc.sql(withGaps)
                .param(gaps.toArray(Long[]::new))
                .param(from.getIndex())
                .param(batchSize)
                .query(this::row)
                .list();
    doubts.looked(gaps, free, rows.stream().map(Row::number).collect(Collectors.toSet()));
    var events = positioned(rows, withoutSettled(from), free);
    hasGaps = from.hasGaps();
    var reached =
        events.isEmpty() ? from : (GapAwareTrackingToken) events.getLast().trackingToken();
    last.accumulateAndGet(reached.getIndex(), Math::max);
    return events;
  }

  /** The highest number that was read. */
  long last() {
    return last.get();
  }

  /** Whether the last look had numbers to look for below where it began. */
  boolean hasGaps() {
    return hasGaps;
  }

  private List<TrackedEventData<?>> positioned(
      List<Row> rows, GapAwareTrackingToken from, Set<Long> free) {
    List<TrackedEventData<?>> events = new ArrayList<>(rows.size());
    var position = from;
    for (var row : rows) {
      if (row.number() - position.getIndex() > LONGEST_GAP) {
        if (!free.contains(row.number())) {
          doubts.begin(row.number());
          break;
        }
        doubts.came(row.number());
        position = GapAwareTrackingToken.newInstance(row.number() - 1, position.getGaps());
      }
      position = position.advanceTo(row.number(), Integer.MAX_VALUE);
      events.add(new TrackedDomainEventData<>(position, row.event()));
    }
    return events;
  }

  private GapAwareTrackingToken withoutSettled(GapAwareTrackingToken position) {
    if (position.getGaps().stream().noneMatch(doubts::isSettled)) {
      return position;
    }
    var left = new TreeSet<>(position.getGaps());
    left.removeIf(doubts::isSettled);
    return GapAwareTrackingToken.newInstance(position.getIndex(), left);
  }

  private Row row(ResultSet row, int n) throws SQLException {
    return new Row(row.getLong(schema().globalIndexColumn()), getDomainEventData(row));
  }

  private record Row(long number, DomainEventData<?> event) {}
}
