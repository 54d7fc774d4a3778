package com.geniinow.runtime.platform.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a provider says that a call used. What can't be read is null; what can be true of it is for
 * whoever settles to judge.
 *
 * @param model that it says it served
 * @param input cached and written tokens included, for every provider
 * @param cachedInput those of input that it had kept from before
 * @param cacheWrite those of input that it keeps from now on
 * @param output all of the answer, reasoning included
 * @param reasoning those of output that the answer doesn't show
 * @param serviceTier that it says it served
 */
public record ReportedUsage(
    @Nullable String model,
    @Nullable Long input,
    @Nullable Long cachedInput,
    @Nullable Long cacheWrite,
    @Nullable Long output,
    @Nullable Long reasoning,
    @Nullable String serviceTier) {}
