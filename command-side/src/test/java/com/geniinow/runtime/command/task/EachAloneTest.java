package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What becomes of a batch when something goes wrong on the way. */
class EachAloneTest {
  @Test
  void a_caller_that_is_not_let_in_is_told_so_as_long_as_nothing_was_accepted() {
    assertThatThrownBy(() -> codes("gone", "ok")).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> codes("wrong", "gone")).isInstanceOf(RefusedException.class);
  }

  @Test
  void once_something_was_accepted_the_rest_is_401_and_not_tried() {
    assertThat(codes("ok", "gone", "ok", "broken")).containsExactly(202, 401, 401, 401);
  }

  @Test
  void a_failure_that_nobody_expected_is_of_one_task_alone() {
    assertThat(codes("ok", "broken", "ok", "wrong")).containsExactly(202, 500, 202, 400);
    assertThat(codes("broken", "ok")).containsExactly(500, 202);
  }

  @Test
  void an_outage_ends_the_batch() {
    assertThat(codes("ok", "down", "ok")).containsExactly(202, 503, 503);
    assertThatThrownBy(() -> codes("down", "ok")).isInstanceOf(ProblemException.class);
  }

  private static List<Integer> codes(String... items) {
    var nodes = Stream.of(items).<JsonNode>map(JsonNodeFactory.instance::stringNode).toList();
    return EachAlone.submit(nodes, EachAloneTest::one).stream().map(BatchAnswer::code).toList();
  }

  private static BatchAnswer one(JsonNode item) {
    return switch (item.asString()) {
      case "ok" -> new BatchAnswer(202, accepted(), null);
      case "gone" -> throw new Refusal.NotLetIn().exception();
      case "wrong" -> throw ProblemException.invalid("It is wrong.");
      case "down" -> throw ProblemException.unavailable("It is down.");
      default -> throw new IllegalStateException("broken");
    };
  }

  private static SubmittedTask accepted() {
    var id = UUID.randomUUID();
    return new SubmittedTask(id, id, "simulate", "queued", id.toString(), 1, Instant.EPOCH);
  }
}
