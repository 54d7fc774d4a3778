package com.geniinow.runtime.command.budget;

import java.time.Instant;
import java.util.UUID;

/** Keeps an entity's agents from being erased; where they are kept already, nothing changes. */
record SetLegalHold(UUID entityId, String reason, String by, Instant at)
    implements BudgetCommand<Void> {}
