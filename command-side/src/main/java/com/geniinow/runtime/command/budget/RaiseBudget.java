package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.quota.Raise;
import java.time.Instant;
import java.util.UUID;

/** Makes limits of a budget higher for a while. */
record RaiseBudget(UUID entityId, UUID raiseId, Raise raise, String reason, String by, Instant at)
    implements BudgetCommand<Void> {}
