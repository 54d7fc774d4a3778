package com.geniinow.runtime.command.task;

import com.geniinow.runtime.events.task.FailureCause;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** Reads a cause by its name on the wire; what is none was not said, and refuses no report. */
public final class ReportedCause extends ValueDeserializer<FailureCause> {
  @Override
  public @Nullable FailureCause deserialize(JsonParser parser, DeserializationContext context)
      throws JacksonException {
    var said = context.readTree(parser);
    return said.isString() ? FailureCause.of(said.stringValue()).orElse(null) : null;
  }
}
