package com.geniinow.runtime.command.call;

import org.jspecify.annotations.Nullable;

/**
 * Where and how a model is called.
 *
 * @param provider by its name in the settings
 * @param capField the field for the cap where the client used none; null for the usual one
 * @param streamUsage whether the provider tells the use of a stream when it is asked to
 * @param hiddenOutput whether the model writes tokens that its answer doesn't show
 */
public record Route(
    String model,
    String provider,
    @Nullable String capField,
    boolean streamUsage,
    boolean hiddenOutput) {}
