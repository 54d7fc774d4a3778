package com.geniinow.runtime.command.task;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.LabelQuery;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a task may be labelled with. */
final class TaskLabels {
  /** Labels of one task at most. */
  static final int MOST = LabelQuery.MOST;

  private TaskLabels() {}

  /**
   * The labels of a request, by their names; none where it has none.
   *
   * @throws ProblemException 400 that names the label
   */
  static SortedMap<String, String> of(@Nullable Map<String, @Nullable String> given) {
    var labels = new TreeMap<String, String>();
    if (given != null) {
      given.forEach(
          (name, value) -> {
            if (value == null) {
              throw ProblemException.invalidField(
                  LabelQuery.shown("labels.", name), "must be text");
            }
            LabelQuery.check("labels.", name, value);
            labels.put(name, value);
          });
    }
    return labels;
  }
}
