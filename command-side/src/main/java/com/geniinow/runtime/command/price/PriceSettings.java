package com.geniinow.runtime.command.price;

import com.geniinow.runtime.events.price.ModelPrice;
import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What models cost where the price book doesn't say it yet: the first version of each, with dated
 * defaults in the application's properties. {@code genii.prices.models.[gpt-4o].input}, {@code
 * .output}, {@code .cached-input} and so on.
 *
 * @param models dollars per million tokens by the model's name
 */
@ConfigurationProperties("genii.prices")
public record PriceSettings(Map<String, Price> models) {
  public PriceSettings {
    models.forEach(PriceSettings::check);
  }

  private static void check(String model, Price price) {
    try {
      PriceRules.check(price.toModelPrice());
    } catch (IllegalArgumentException e) {
      throw new WrongSettingException(
          "genii.prices.models.[%s] can't be: %s".formatted(model, e.getMessage()));
    }
  }

  /** In the order of the models' names, so that every process says the same. */
  public Map<String, ModelPrice> prices() {
    var prices = new TreeMap<String, ModelPrice>();
    models.forEach((model, price) -> prices.put(model, price.toModelPrice()));
    return prices;
  }

  /** A model's price as it is configured; see {@link ModelPrice}. */
  public record Price(
      BigDecimal input,
      BigDecimal output,
      @Nullable BigDecimal cachedInput,
      @Nullable BigDecimal cacheWrite,
      @Nullable BigDecimal cacheWrite1h,
      @Nullable String provider,
      @Nullable Long longContextFrom,
      @Nullable BigDecimal longContextInput,
      @Nullable BigDecimal longContextOutput,
      @Nullable Long maxOutputTokens,
      @Nullable Long contextTokens,
      @Nullable String capField,
      @Nullable Boolean hiddenOutput,
      @Nullable Boolean streamUsage,
      @Nullable List<String> fallback) {
    ModelPrice toModelPrice() {
      return new ModelPrice(
          provider == null ? ModelPrice.OPENAI : provider,
          input,
          cachedInput,
          cacheWrite,
          cacheWrite1h,
          output,
          longContextFrom,
          longContextInput,
          longContextOutput,
          maxOutputTokens,
          contextTokens,
          capField,
          hiddenOutput,
          streamUsage,
          fallback);
    }
  }
}
