package com.geniinow.runtime.command.budget;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lets an entity's agents be erased again.
 *
 * @param reason null where none was given
 */
record ReleaseLegalHold(UUID entityId, @Nullable String reason, String by, Instant at)
    implements BudgetCommand<Void> {}
