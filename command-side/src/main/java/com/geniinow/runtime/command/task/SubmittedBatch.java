package com.geniinow.runtime.command.task;

import java.util.List;

/**
 * What became of a batch that was taken.
 *
 * @param results in the order of its tasks: accepted, or accepted before
 */
public record SubmittedBatch(List<SubmitResult> results) {
  public SubmittedBatch {
    results = List.copyOf(results);
  }
}
