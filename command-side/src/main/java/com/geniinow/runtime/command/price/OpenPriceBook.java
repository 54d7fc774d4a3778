package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.PlatformCommand;
import com.geniinow.runtime.events.price.ModelPrice;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Takes prices into the book of models that it doesn't have; answers the models that it has at
 * another price.
 */
record OpenPriceBook(Map<String, ModelPrice> configured, Instant at)
    implements PlatformCommand<List<String>> {}
