package com.geniinow.runtime.query.view.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.security.Ownership.TaskOwner;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/** That the time of a refusal tells nothing: it always takes one look-up. */
class OwnershipTest {
  private static final UUID THING = UUID.randomUUID();
  private static final UUID OWNER = UUID.randomUUID();
  private static final UUID STRANGER = UUID.randomUUID();

  private final Tables tables = new Tables();
  private final TableOwnership ownership =
      new TableOwnership(
          new CallerReads(tables, JdbcClient.create(new DriverManagerDataSource("jdbc:none"))));

  @Test
  void what_is_ones_own_is_looked_up_once() {
    tables.found = Optional.of(OWNER);
    for (var n = 0; n < 3; n++) {
      assertThat(ownership.isAgentOf(THING, OWNER)).isTrue();
    }
    assertThat(tables.lookUps).isEqualTo(1);
  }

  @Test
  void an_agent_of_others_is_refused_as_slowly_as_one_that_is_not_there() {
    tables.found = Optional.of(OWNER);
    assertThat(ownership.isAgentOf(THING, OWNER)).isTrue();
    assertThat(lookUpsToRefuse(() -> ownership.isAgentOf(THING, STRANGER))).isEqualTo(1);
    assertThat(lookUpsToRefuse(() -> ownership.isAgentOf(THING, STRANGER))).isEqualTo(1);
    tables.found = Optional.empty();
    assertThat(lookUpsToRefuse(() -> ownership.isAgentOf(UUID.randomUUID(), STRANGER)))
        .isEqualTo(1);
  }

  @Test
  void a_task_of_others_is_refused_as_slowly_as_one_that_is_not_there() {
    tables.found = Optional.of(new TaskOwner(OWNER, OWNER));
    assertThat(ownership.isTaskOf(THING, owner -> true)).isTrue();
    assertThat(lookUpsToRefuse(() -> ownership.isTaskOf(THING, owner -> false))).isEqualTo(1);
    tables.found = Optional.empty();
    assertThat(lookUpsToRefuse(() -> ownership.isTaskOf(UUID.randomUUID(), owner -> true)))
        .isEqualTo(1);
  }

  @Test
  void a_task_whose_owner_was_just_learned_is_not_looked_up_but_to_be_refused() {
    var owner = new TaskOwner(OWNER, OWNER);
    ownership.remember(THING, owner);
    assertThat(ownership.ownerOfTask(THING)).contains(owner);
    assertThat(ownership.isTaskOf(THING, owner::equals)).isTrue();
    assertThat(tables.lookUps).isZero();

    tables.found = Optional.of(owner);
    assertThat(lookUpsToRefuse(() -> ownership.isTaskOf(THING, o -> false))).isEqualTo(1);
  }

  private int lookUpsToRefuse(java.util.function.BooleanSupplier allowed) {
    int before = tables.lookUps;
    assertThat(allowed.getAsBoolean()).isFalse();
    return tables.lookUps - before;
  }

  /** Answers what is set, and counts how often it was asked. */
  private static final class Tables implements TransactionOperations {
    private Optional<?> found = Optional.empty();
    private int lookUps;

    @Override
    @SuppressWarnings("unchecked")
    public <T> T execute(TransactionCallback<T> action) {
      lookUps++;
      return (T) found;
    }
  }
}
