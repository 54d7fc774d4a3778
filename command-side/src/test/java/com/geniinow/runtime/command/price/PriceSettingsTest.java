package com.geniinow.runtime.command.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PriceSettingsTest {
  @ParameterizedTest
  @CsvSource({"input,-0.01", "output,-0.01", "cached-input,0.00001", "output,1000001"})
  void what_could_not_be_charged_exactly_is_refused_with_its_model(String field, String price) {
    assertThatThrownBy(() -> bound(Map.of(field, price)))
        .rootCause()
        .isInstanceOf(WrongSettingException.class)
        .hasMessageContaining("genii.prices.models.[org/m-1]");
  }

  @Test
  void a_long_context_has_both_its_prices_or_none() {
    assertThatThrownBy(() -> bound(Map.of("long-context-from", "200000")))
        .rootCause()
        .hasMessageContaining("long_context_from");
  }

  @Test
  void equal_prices_are_equal_however_they_are_written() {
    assertThat(bound(Map.of("input", "2.50", "output", "10")).prices())
        .isEqualTo(bound(Map.of("input", "2.5", "output", "10.0000")).prices());
  }

  private static PriceSettings bound(Map<String, String> price) {
    var prefix = "genii.prices.models.[org/m-1].";
    var source = new MapConfigurationPropertySource();
    source.put(prefix + "input", "1");
    source.put(prefix + "output", "1");
    price.forEach((field, value) -> source.put(prefix + field, value));
    return new Binder(source).bind("genii.prices", PriceSettings.class).get();
  }
}
