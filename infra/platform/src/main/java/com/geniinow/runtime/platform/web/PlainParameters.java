package com.geniinow.runtime.platform.web;

import java.beans.PropertyEditorSupport;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Has ids and numbers in paths and queries read by {@link WireParameters}. Editors, not converters:
 * where a converter refuses a text, Spring asks an editor of its own, which takes {@code
 * 1-1-1-1-1}.
 */
@ControllerAdvice
class PlainParameters {
  @InitBinder
  void register(WebDataBinder binder) {
    binder.registerCustomEditor(UUID.class, new Reader(WireParameters::uuid));
    binder.registerCustomEditor(Integer.class, new Reader(WireParameters::number));
    binder.registerCustomEditor(int.class, new Reader(WireParameters::number));
  }

  private static final class Reader extends PropertyEditorSupport {
    private final Function<String, Object> read;

    Reader(Function<String, Object> read) {
      this.read = read;
    }

    @Override
    public void setAsText(String text) {
      setValue(read.apply(text));
    }
  }
}
