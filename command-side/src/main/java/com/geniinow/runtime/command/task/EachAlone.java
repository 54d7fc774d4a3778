package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.door.Refusals;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.problem.Outages;
import com.geniinow.runtime.platform.problem.Problem;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Submits the tasks of a batch one after the other. Whatever becomes of one, nobody loses the
 * answers about those that were accepted before it.
 */
final class EachAlone {
  private static final Logger log = LoggerFactory.getLogger(EachAlone.class);

  private EachAlone() {}

  /**
   * The answers in the order of the tasks.
   *
   * @throws RefusedException where the caller is not let in any more and nothing was accepted
   */
  static List<BatchAnswer> submit(List<JsonNode> items, Function<JsonNode, BatchAnswer> one) {
    List<BatchAnswer> answers = new ArrayList<>();
    for (var item : items) {
      try {
        answers.add(one.apply(item));
      } catch (RuntimeException e) {
        var isNotLetIn = isNotLetIn(e);
        if (isNotLetIn && answers.stream().noneMatch(answer -> answer.task() != null)) {
          throw e;
        }
        var problem = problem(e);
        var isOutage = problem.reason() == Reason.UNAVAILABLE;
        if (isOutage && answers.isEmpty()) {
          throw e;
        }
        answers.add(BatchAnswer.of(problem));
        // What follows would fare no better, and each would wait for as long.
        while ((isOutage || isNotLetIn) && answers.size() < items.size()) {
          answers.add(BatchAnswer.of(problem));
        }
        if (isOutage || isNotLetIn) {
          return answers;
        }
      }
    }
    return answers;
  }

  private static boolean isNotLetIn(RuntimeException e) {
    return e instanceof RefusedException refused && refused.refusal() instanceof Refusal.NotLetIn;
  }

  private static Problem problem(RuntimeException e) {
    return switch (e) {
      case ProblemException refused -> refused.problem();
      case RefusedException refused -> Refusals.problem(refused.refusal()).problem();
      default -> {
        if (Outages.isOutage(e)) {
          yield ProblemException.unavailable("Something that this needs is unavailable.").problem();
        }
        log.error("a task of a batch could not be submitted", e);
        yield new ProblemException(
                Reason.INTERNAL_ERROR,
                "Something went wrong here; it has been logged.",
                Map.of(),
                null)
            .problem();
      }
    };
  }
}
