package com.geniinow.runtime.command.audit;

import com.geniinow.runtime.command.Superuser;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What tables hold of an agent, past row-level security. */
final class StoredText {
  private StoredText() {}

  /** How many of its rows have a word anywhere. */
  static long rowsWith(String word, String table, UUID agent) {
    return Superuser.count(
        "SELECT count(*) FROM %s t WHERE agent_id = ? AND strpos(t::text, ?) > 0".formatted(table),
        agent,
        word);
  }

  /** The payloads of its events as they are stored, by the ids of these. */
  static Map<String, String> payloads(UUID agent) {
    var payloads = new TreeMap<String, String>();
    Superuser.jdbc()
        .query(
            "SELECT event_identifier, payload FROM domain_event_entry WHERE agent_id = ?",
            row -> {
              payloads.put(row.getString(1), row.getString(2));
            },
            agent);
    return payloads;
  }
}
