package com.geniinow.runtime.query.view.report;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What was used of a model, corrections included.
 *
 * @param model null for what was used without one
 * @param attempts and calls; a correction is none
 * @param query as of {@link Figure}; its totals are these
 */
record ModelFigure(
    @Nullable String model, long attempts, long tokens, BigDecimal costUsd, String query) {}
