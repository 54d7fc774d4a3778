package com.geniinow.runtime.command;

import com.geniinow.runtime.events.Ids;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What an agent's events say of its storage, by the tests' own reckoning.
 *
 * @param highest the most that was used and reserved after any event
 */
public record StorageBook(long used, long reserved, long highest, int refusals) {
  /** Reads the events. */
  public static StorageBook of(UUID agent) {
    Map<String, Long> held = new HashMap<>();
    long[] used = {0};
    long[] highest = {0};
    int[] refusals = {0};
    Superuser.jdbc()
        .query(
            """
            SELECT regexp_replace(payload_type, '.*\\$', '') AS type,
              payload::jsonb ->> 'fileId' AS file, (payload::jsonb ->> 'bytes')::bigint AS bytes
            FROM domain_event_entry WHERE aggregate_identifier = ?
              AND payload_type LIKE '%StorageEvent%' ORDER BY sequence_number""",
            row -> {
              var file = row.getString("file");
              switch (row.getString("type")) {
                case "StorageReserved" -> held.put(file, row.getLong("bytes"));
                case "StorageReleased" -> held.remove(file);
                case "StorageTaken" -> {
                  held.remove(file);
                  used[0] += row.getLong("bytes");
                }
                case "StorageFreed" -> used[0] -= row.getLong("bytes");
                default -> refusals[0]++;
              }
              highest[0] =
                  Math.max(
                      highest[0],
                      used[0] + held.values().stream().mapToLong(Long::longValue).sum());
            },
            Ids.quotaOf(agent).toString());
    long reserved = held.values().stream().mapToLong(Long::longValue).sum();
    return new StorageBook(used[0], reserved, highest[0], refusals[0]);
  }
}
