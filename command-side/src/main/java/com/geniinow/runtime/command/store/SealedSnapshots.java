package com.geniinow.runtime.command.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.geniinow.runtime.platform.database.Seal;
import java.util.Map;
import java.util.Objects;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots decide what an agent may spend, and whoever can write the table could write them: so
 * each carries a seal, and one without it is passed over. The aggregate is then loaded from its
 * events, and a new snapshot is taken.
 */
final class SealedSnapshots implements SnapshotFilter {
  private static final Logger log = LoggerFactory.getLogger(SealedSnapshots.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "seal";

  private final Seal seal;

  SealedSnapshots(Seal seal) {
    this.seal = seal;
  }

  /** The same snapshot with its seal in the meta data. */
  DomainEventMessage<?> sealed(DomainEventMessage<?> snapshot, Serializer serializer) {
    var mark =
        seal.of(
            parts(
                snapshot.getType(),
                snapshot.getAggregateIdentifier(),
                snapshot.getSequenceNumber(),
                snapshot.serializePayload(serializer, String.class)));
    return snapshot.andMetaData(Map.of(KEY, mark));
  }

  /** Whether a snapshot has the form in which its type is written today. */
  static boolean isCurrent(Class<?> type, @Nullable String revision) {
    return EventJson.revision(type).equals(Objects.requireNonNullElse(revision, "1"));
  }

  private static boolean isCurrent(SerializedType form) {
    try {
      return isCurrent(
          Class.forName(form.getName(), false, SealedSnapshots.class.getClassLoader()),
          form.getRevision());
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  @Override
  public boolean test(DomainEventData<?> snapshot) {
    var form = snapshot.getPayload().getType();
    if (!isCurrent(form)) {
      return false;
    }
    var mark = mark(snapshot.getMetaData());
    var ours =
        seal.matches(
            mark,
            parts(
                snapshot.getType(),
                snapshot.getAggregateIdentifier(),
                snapshot.getSequenceNumber(),
                snapshot.getPayload()));
    if (!ours && mark != null) { // those of before have none
      log.warn(
          "Passed over the snapshot of {} at {}: it is not as it was taken, or the password of"
              + " genii_command has changed since",
          snapshot.getAggregateIdentifier(),
          snapshot.getSequenceNumber());
    }
    return ours;
  }

  private static String[] parts(
      String type, String aggregate, long sequence, SerializedObject<?> payload) {
    return new String[] {
      "snapshot",
      type,
      aggregate,
      Long.toString(sequence),
      payload.getType().getName(),
      Objects.requireNonNullElse(payload.getType().getRevision(), ""),
      payload.getData().toString()
    };
  }

  private static @Nullable String mark(@Nullable SerializedObject<?> metaData) {
    try {
      return metaData == null
          ? null
          : JSON.readTree(metaData.getData().toString()).path(KEY).textValue();
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
