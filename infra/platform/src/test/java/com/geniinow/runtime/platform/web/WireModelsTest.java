package com.geniinow.runtime.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WireModelsTest {
  record Change(@Nullable Optional<@Size(max = 3) List<@NotBlank @Size(max = 40) String>> names) {}

  @Test
  void the_bounds_of_a_list_that_may_be_cleared_are_the_list_s() {
    var converters = new ModelConverters(true);
    converters.addConverter(new WireModels());

    var names =
        converters
            .resolveAsResolvedSchema(new AnnotatedType(Change.class).resolveAsRef(false))
            .schema
            .getProperties()
            .get("names");

    assertThat(names)
        .isInstanceOfSatisfying(
            io.swagger.v3.oas.models.media.Schema.class,
            schema -> {
              assertThat(schema.getMaxItems()).isEqualTo(3);
              assertThat(schema.getItems().getMaxLength()).isEqualTo(40);
              assertThat(schema.getItems().getMinLength()).isEqualTo(1);
            });
  }
}
