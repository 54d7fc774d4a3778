package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.PlatformCommand;
import com.geniinow.runtime.events.price.PriceEvent.PriceSet;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new version of a model's price.
 *
 * @param validFrom null for at once
 */
record SetPrice(
    String model,
    PriceChange change,
    @Nullable Instant validFrom,
    String reason,
    String by,
    Instant at)
    implements PlatformCommand<PriceSet> {}
