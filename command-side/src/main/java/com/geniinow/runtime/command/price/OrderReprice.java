package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.PlatformCommand;
import java.time.Instant;
import java.util.UUID;

/** Has uses of a model charged at a version of its price; a dry run only says what that changes. */
record OrderReprice(
    UUID repriceId,
    String model,
    int version,
    Instant from,
    Instant to,
    boolean dryRun,
    String reason,
    String by,
    Instant at)
    implements PlatformCommand<Void> {}
