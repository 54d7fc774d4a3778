package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.work.DerivedState.Scope;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a replay of the whole store found.
 *
 * @param scope what was looked at
 * @param events replayed
 * @param tables rows of each live table, and how many rows it and the replay disagree on
 * @param identical whether they disagree on none; nothing is said of the text of agents that are
 *     left out
 * @param leftOut agents whose text, all of it or that of a day, is being erased, or was while this
 *     ran, and stands in the tables as they were when it began: where nothing else of a row differs
 *     it is passed over
 * @param replaySeconds how long the replay took
 * @param compareSeconds how long the comparison took
 * @param drift the first 20 such rows of each table
 * @param repaired rows that a rebuild put right, by table; null where none was asked for
 */
public record VerifyReport(
    UUID runId,
    List<Scope> scope,
    long events,
    Map<String, Comparison.Counts> tables,
    boolean identical,
    int leftOut,
    double replaySeconds,
    double compareSeconds,
    List<Drift> drift,
    @Nullable Map<String, Integer> repaired) {}
