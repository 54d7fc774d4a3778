package com.geniinow.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptionsTest {
  @Test
  void options_stand_in_any_order() {
    assertThat(Options.parse()).isEqualTo(Options.parse(new String[0]));
    assertThat(Options.parse("--fresh", "--split")).isEqualTo(Options.parse("--split", "--fresh"));
    assertThat(Options.parse("--split").split()).isTrue();
    assertThat(Options.parse("--split").fresh()).isFalse();
  }

  @Test
  void workers_are_scaled_only_as_processes_of_their_own() {
    assertThat(Options.parse("--autoscale", "--split").autoscale()).isTrue();
    assertThatThrownBy(() -> Options.parse("--autoscale")).hasMessage("--autoscale needs --split.");
  }

  @Test
  void a_start_is_rehearsed_only_where_that_is_asked_for() {
    assertThat(Options.parse("--rehearse").rehearse()).isTrue();
    assertThat(Options.parse("--fresh").rehearse()).isFalse();
    assertThatThrownBy(() -> Options.parse("--rehearse", "--split"))
        .hasMessage("--rehearse goes without --split.");
  }

  @ParameterizedTest
  @EnumSource(Options.Role.class)
  void a_split_off_process_knows_its_role(Options.Role role) {
    assertThat(Options.parse(role.argument()).role()).contains(role);
  }

  @Test
  void unknown_options_are_named() {
    assertThatThrownBy(() -> Options.parse("--spilt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Unknown option: --spilt.");
    assertThatThrownBy(() -> Options.parse("--role=king")).hasMessageContaining("--role=king");
  }
}
