package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.database.Seal;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.NoDataKeys;
import com.geniinow.runtime.platform.sealing.SealedState;
import com.geniinow.runtime.query.testing.Database;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What answers questions about the past, over a store of its own on PostgreSQL. */
final class PastScene {
  static final Instant NOW = Instant.parse("2026-05-05T00:00:00Z");

  final JdbcClient jdbc = JdbcClient.create(Database.system());
  final EventStoreRows store = new EventStoreRows();
  final AsOfCheckpoints checkpoints;
  final Past past;

  /** With nothing sealed. */
  PastScene() {
    this(new NoDataKeys());
  }

  PastScene(DataKeys keys) {
    checkpoints =
        new AsOfCheckpoints(
            jdbc, new JsonMapper(), new Seal(() -> "command"), new SealedState(keys));
    past =
        new Past(
            new History(store.reader(), checkpoints, jdbc),
            store.reader(),
            jdbc,
            new JsonMapper(),
            Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
