package com.geniinow.runtime.platform.web;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;

/** Tells what is left out from what is null; see {@link Clearable}. */
public final class ClearableDeserializer extends ValueDeserializer<Optional<?>> {
  private final @Nullable JavaType content;

  /** For Jackson, which then asks for one of the property's own type. */
  public ClearableDeserializer() {
    this(null);
  }

  private ClearableDeserializer(@Nullable JavaType content) {
    this.content = content;
  }

  @Override
  public ValueDeserializer<?> createContextual(
      DeserializationContext context, BeanProperty property) {
    return new ClearableDeserializer(property.getType().containedTypeOrUnknown(0));
  }

  @Override
  public Optional<?> deserialize(JsonParser parser, DeserializationContext context)
      throws JacksonException {
    return Optional.of(context.<Object>readValue(parser, content));
  }

  @Override
  public Optional<?> getNullValue(DeserializationContext context) {
    return Optional.empty();
  }

  @Override
  public @Nullable Object getAbsentValue(DeserializationContext context) {
    return null;
  }
}
