package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.work.DerivedState.Differing;
import com.geniinow.runtime.platform.work.DerivedState.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Verifies rows that are signed one by one, a page after the other, in the order of their keys. */
final class SignedRows {
  private static final int SHOWN = 20;

  private SignedRows() {}

  /**
   * Goes through all of them.
   *
   * @param after finds a page of rows behind a key; none where there are no others
   * @param key of a row
   * @param fault what is wrong with a row; empty for nothing
   * @param unsaid finds what should have such a row and has none
   * @param alive told of each page
   * @return the first {@value #SHOWN} of what is wrong, and how much it is
   */
  static <R> Found verify(
      Function<UUID, List<R>> after,
      Function<R, UUID> key,
      Function<R, Optional<Differing>> fault,
      Supplier<List<Differing>> unsaid,
      Runnable alive) {
    List<Differing> differing = new ArrayList<>();
    long rows = 0;
    long wrong = 0;
    var page = after.apply(new UUID(0, 0));
    while (!page.isEmpty()) {
      alive.run();
      var faults = page.stream().map(fault).flatMap(Optional::stream).toList();
      wrong += faults.size();
      show(faults, differing);
      rows += page.size();
      page = after.apply(key.apply(page.getLast()));
    }
    alive.run();
    var others = unsaid.get();
    show(others, differing);
    return new Found(rows, wrong + others.size(), differing);
  }

  private static void show(List<Differing> some, List<Differing> differing) {
    some.stream().limit(SHOWN - differing.size()).forEach(differing::add);
  }
}
