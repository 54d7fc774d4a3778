package com.geniinow.runtime.command.price;

import com.geniinow.runtime.events.price.ModelPrice;
import com.geniinow.runtime.platform.model.ModelNames;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The price book as it stands in the table: all versions of all models.
 *
 * @param position of the last change that is in it; -1 for none
 * @param openedAt when the first price was set; what was held before costs as by the first ones
 */
record PriceVersions(long position, Instant openedAt, Map<String, List<Version>> models) {
  static final PriceVersions NONE = new PriceVersions(-1, Instant.EPOCH, Map.of());

  private static final Comparator<Version> IN_FORCE =
      Comparator.comparing(Version::validFrom).thenComparing(Version::version);

  /** One price. */
  record Version(String model, int version, Instant validFrom, ModelPrice price) {}

  static PriceVersions of(long position, Instant openedAt, Collection<Version> versions) {
    return new PriceVersions(
        position, openedAt, versions.stream().collect(Collectors.groupingBy(Version::model)));
  }

  /**
   * The price of a model that is in force at a moment: its own, or that of the family of a dated
   * variant. Before there was a book, the first.
   */
  Optional<Version> at(String model, Instant moment) {
    var own = models.getOrDefault(model, List.of());
    var ofFamily = models.getOrDefault(ModelNames.undated(model), List.of());
    var inForce = inForce(own, moment).or(() -> inForce(ofFamily, moment));
    return moment.isBefore(openedAt)
        ? inForce.or(() -> first(own)).or(() -> first(ofFamily))
        : inForce;
  }

  /** One version of a model's own price. */
  Optional<Version> version(String model, int version) {
    return models.getOrDefault(model, List.of()).stream()
        .filter(v -> v.version() == version)
        .findFirst();
  }

  private static Optional<Version> first(List<Version> versions) {
    return versions.stream().min(Comparator.comparing(Version::version));
  }

  /** Of versions of one model. */
  static Optional<Version> inForce(Collection<Version> versions, Instant moment) {
    return versions.stream().filter(v -> !v.validFrom().isAfter(moment)).max(IN_FORCE);
  }
}
