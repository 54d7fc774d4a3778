package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.Superuser;
import java.time.Duration;
import java.util.UUID;

/** Moves the clock of uploads' leases, which is the database's, by moving the leases. */
final class Leases {
  private Leases() {}

  /** An upload is given up in so much time; negative: it was to be long ago. */
  static void leave(UUID fileId, Duration left) {
    Superuser.jdbc()
        .update(
            """
            UPDATE file_objects SET due = clock_timestamp() + make_interval(secs => ?)
            WHERE file_id = ?""",
            left.toSeconds(),
            fileId);
  }

  /** As if so much time had passed for an agent's uploads. */
  static void pass(UUID agent, Duration time) {
    Superuser.jdbc()
        .update(
            """
            UPDATE file_objects SET due = due - make_interval(secs => ?)
            WHERE agent_id = ? AND state = 'uploading'""",
            time.toSeconds(),
            agent);
  }

  /** The seconds until an agent's one upload is given up. */
  static long left(UUID agent) {
    return Superuser.count(
        """
        SELECT extract(epoch FROM due - clock_timestamp())::bigint FROM file_objects
        WHERE agent_id = ? AND state = 'uploading'""",
        agent);
  }
}
