package com.geniinow.runtime.command.budget;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Says how long what the tasks of an entity's agents say is kept; what is so already stays so.
 *
 * @param days from 1 to {@value #MOST}; null to say nothing of it any more
 */
record SetRetention(UUID entityId, @Nullable Integer days, String by, Instant at)
    implements BudgetCommand<Void> {
  /** A hundred years. */
  static final int MOST = 36_500;
}
