package com.geniinow.runtime.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.web.CanonicalJson;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the stored JSON of an event whose text is sealed. */
class SealedPayloadTest {
  private static final UUID AGENT = new UUID(1, 1);
  private static final UUID OTHER = new UUID(2, 2);
  private static final LocalDate DAY = LocalDate.of(2026, 3, 15);
  private static final Set<String> MARKED = Set.of("name", "payload", "reason");
  private static final String EVENT = "e0000000-0000-4000-8000-000000000001";
  private static final String CLEAR =
      "{\"agentId\":\"%s\",\"name\":\"Ada \\\"ü€😀\\\\\",\"tokens\":9223372036854775807,"
              .formatted(AGENT)
          + "\"payload\":{\"canary\":[1.10,{}]},\"reason\":null,\"at\":\"2026-03-15T12:00:00Z\"}";

  private final MemoryKeys keys = new MemoryKeys();
  private final SealedPayload payloads = new SealedPayload(keys);

  private String sealed(String clear) {
    return payloads.seal(AGENT, EVENT, DAY, MARKED, clear).text();
  }

  @Test
  void it_is_opened_to_the_letter_and_holds_nothing_of_it_meanwhile() {
    var sealed = sealed(CLEAR);

    assertThat(sealed)
        .doesNotContain("Ada", "canary")
        .contains("\"tokens\":9223372036854775807,", "\"at\":\"2026-03-15T12:00:00Z\"")
        .contains("\"k\":\"2026-03-15\"", "\"reason\":null");
    assertThat(payloads.open(EVENT, sealed)).isEqualTo(CLEAR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "1.10",
        "-0.5",
        "\"\"",
        "[]",
        "{}",
        "[1,2.50,-0.5,0]",
        "\"\\u0000\\t\\\"\\\\\"",
        "12345678901234567890.123456789012345678901234567890",
        "1E+400",
        "{\"c\":\"\"}",
        "{\"c\":\"a\",\"k\":\"2026-03-15\",\"s\":\"b\"}"
      })
  void whatever_value_it_is_it_comes_back(String value) {
    var clear = "{\"agentId\":\"%s\",\"payload\":%s,\"n\":1}".formatted(AGENT, value);
    assertThat(payloads.open(EVENT, sealed(clear))).isEqualTo(clear);
    var last = "{\"agentId\":\"%s\",\"payload\":%s}".formatted(AGENT, value);
    assertThat(payloads.open(EVENT, sealed(last))).isEqualTo(last);
  }

  /** So its ledger entry, made of the one, is found right by whoever reads the other. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.10",
        "{\"b\":[1,2.50],\"a\":\"\\u00fc\"}",
        "{\"c\":\"a\",\"k\":\"2026-03-15\",\"s\":\"b\"}"
      })
  void what_is_said_in_the_clear_when_it_is_sealed_is_what_its_stored_form_says(String value) {
    var clear = "{\"agentId\":\"%s\",\"payload\":%s,\"n\":%s}".formatted(AGENT, value, value);

    var sealed = payloads.seal(AGENT, EVENT, DAY, MARKED, clear);

    assertThat(sealed.inTheClear()).isEqualTo(SealedPayload.inTheClear(sealed.text()));
    assertThat(CanonicalJson.of(sealed.inTheClear().form()))
        .isEqualTo(CanonicalJson.of(SealedPayload.inTheClear(sealed.text()).form()));
  }

  @Test
  void the_same_text_sealed_twice_has_nothing_in_common() {
    assertThat(SealedPayload.inTheClear(sealed(CLEAR)).commitments().values())
        .doesNotContainAnyElementsOf(
            SealedPayload.inTheClear(sealed(CLEAR)).commitments().values());
  }

  @Test
  void what_is_said_in_the_clear_is_its_commitment_with_a_key_and_without() {
    var sealed = sealed(CLEAR);
    var commitments = SealedPayload.inTheClear(sealed).commitments();

    assertThat(commitments).containsOnlyKeys("name", "payload");
    assertThat(commitments.values()).allMatch(each -> each.length() == 43);
    var clear = SealedPayload.inTheClear(sealed).form();
    assertThat(clear.path("name").asString()).isEqualTo(commitments.get("name"));
    assertThat(clear.path("reason").isNull()).isTrue();
    var form = CanonicalJson.of(clear);
    keys.destroy(AGENT, DAY);
    assertThat(CanonicalJson.of(SealedPayload.inTheClear(sealed).form())).isEqualTo(form);
    assertThat(form).contains("\"tokens\":9223372036854775807").doesNotContain("Ada");
  }

  @Test
  void without_its_key_it_is_null_and_the_rest_is_there() {
    var sealed = sealed(CLEAR);
    keys.destroy(AGENT, DAY);

    assertThat(payloads.open(EVENT, sealed))
        .contains("\"name\":null,", "\"payload\":null,", "\"tokens\":9223372036854775807");
  }

  @Test
  void under_a_forgotten_key_it_is_null_at_once() {
    var forgotten = new SealedPayload(new ForgottenKeys());
    var sealed = forgotten.seal(AGENT, EVENT, DAY, MARKED, CLEAR).text();

    assertThat(forgotten.openWhole(EVENT, sealed)).contains(CLEAR);
    assertThat(payloads.open(EVENT, sealed)).contains("\"name\":null,", "\"payload\":null,");
  }

  @Test
  void it_opens_in_no_other_event_of_no_other_agent_and_under_no_other_name() {
    var sealed = sealed(CLEAR);
    keys.of(OTHER, DAY);

    broken("another event", EVENT.replace('1', '2'), sealed);
    broken("another agent", EVENT, sealed.replace(AGENT.toString(), OTHER.toString()));
    broken("another field", EVENT, sealed.replace("\"name\"", "\"title\""));
    broken("another day", EVENT, withKey(sealed, "2026-03-16"));
  }

  private String withKey(String sealed, String day) {
    keys.of(AGENT, LocalDate.parse(day));
    return sealed.replace("2026-03-15\",\"s\"", day + "\",\"s\"");
  }

  @Test
  void what_was_changed_is_no_null_but_an_error() {
    var sealed = sealed(CLEAR);
    var said = SealedPayload.inTheClear(sealed).commitments();

    broken("its box", EVENT, sealed.replaceFirst("\"s\":\"....", "\"s\":\"AAAA"));
    broken("no box", EVENT, sealed.replaceFirst("\"s\":\"[^\"]*", "\"s\":\"AAAA"));
    broken("no base64", EVENT, sealed.replaceFirst("\"s\":\"..", "\"s\":\"!!"));
    broken("no day", EVENT, sealed.replaceFirst("2026-03-15\",\"s\"", "x\",\"s\""));
    broken(
        "its commitment",
        EVENT,
        sealed.replace(String.valueOf(said.get("name")), String.valueOf(said.get("payload"))));
    keys.destroy(AGENT, DAY);
    keys.of(AGENT, DAY);
    broken("its key", EVENT, sealed);
  }

  private void broken(String what, String event, String sealed) {
    assertThatThrownBy(() -> payloads.open(event, sealed))
        .as(what)
        .isInstanceOf(BrokenSealException.class)
        .hasMessageNotContainingAny("Ada", "canary");
  }

  @Test
  void only_meta_data_say_that_an_event_is_sealed() {
    assertThat(SealedPayload.isSealed("{\"content\":\"commitments\",\"key_id\":\"1\"}")).isTrue();
    assertThat(SealedPayload.isSealed("{\"content\":\"sha256\"}")).isFalse();
    assertThat(SealedPayload.isSealed("{\"x\":\"commitments\"}")).isFalse();
    assertThat(SealedPayload.isSealed("{}")).isFalse();
    assertThat(SealedPayload.isSealed(null)).isFalse();
  }

  @Test
  void so_they_do_of_one_that_was_stored_clear_and_sealed_since() {
    assertThat(SealedPayload.isSealed("{\"content\":\"sha256\",\"sealed\":\"ab\"}")).isTrue();
    assertThat(SealedPayload.isSealed("{\"sealed\":\"ab\"}")).isTrue();
    assertThat(SealedPayload.isSealed("{\"x\":\"sealed\"}")).isFalse();
    assertThat(SealedPayload.isSealed("{\"sealed\":null}")).isFalse();
    assertThat(SealedPayload.saysSealed(Map.of("content", "sha256", "sealed", "ab"))).isTrue();
    assertThat(SealedPayload.saysSealed(Map.of("content", "commitments"))).isTrue();
    assertThat(SealedPayload.saysSealed(Map.of("content", "sha256"))).isFalse();
  }

  @Test
  void it_opens_as_a_whole_while_each_of_its_keys_is_there() {
    var sealed = payloads.seal(AGENT, EVENT, DAY, name -> !name.equals("agentId"), CLEAR).text();

    assertThat(sealed).doesNotContain("9223372036854775807", "2026-03-15T12");
    assertThat(payloads.openWhole(EVENT, sealed)).contains(CLEAR);
    assertThat(payloads.openWhole(EVENT, CLEAR)).as("nothing of it is sealed").contains(CLEAR);
    keys.destroy(AGENT, DAY);
    assertThat(payloads.openWhole(EVENT, sealed)).isEmpty();
  }

  @Test
  void without_any_keys_sealed_text_is_an_error_and_not_erased() {
    var sealed = sealed(CLEAR);
    var none = new SealedPayload(new NoDataKeys());

    assertThat(none.isOn()).isFalse();
    assertThatThrownBy(() -> none.open(EVENT, sealed)).hasMessageContaining("master key");
    assertThat(none.open(EVENT, CLEAR)).isEqualTo(CLEAR);
  }

  @Test
  void a_state_is_sealed_as_a_whole_and_opens_under_its_name_alone() {
    var states = new SealedState(keys);
    var kept = states.seal(AGENT, "checkpoint 7", DAY, "{\"agents\":[{\"name\":\"Ada\"}]}");

    assertThat(kept).doesNotContain("Ada");
    assertThat(states.open(AGENT, "checkpoint 7", kept))
        .isEqualTo("{\"agents\":[{\"name\":\"Ada\"}]}");
    assertThatThrownBy(() -> states.open(AGENT, "checkpoint 8", kept))
        .isInstanceOf(BrokenSealException.class);
    assertThat(states.isGone(AGENT, kept)).isFalse();
    keys.destroy(AGENT, DAY);
    assertThat(states.isGone(AGENT, kept)).isTrue();
  }

  @Test
  void a_state_that_was_kept_in_the_clear_is_read_as_it_is() {
    var states = new SealedState(keys);
    var off = new SealedState(new NoDataKeys());
    for (var state : Map.of("{}", 1, "{\"c\":\"no JSON", 2, "{\"agents\":[]}", 3).keySet()) {
      assertThat(off.seal(AGENT, "checkpoint 7", DAY, state)).isEqualTo(state);
      assertThat(states.open(AGENT, "checkpoint 7", state)).isEqualTo(state);
      assertThat(states.isGone(AGENT, state)).isFalse();
    }
  }
}
