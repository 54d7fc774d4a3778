package com.geniinow.runtime.events;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The revision an event is stored with; an event without it is at revision {@code 1}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventRevision {
  /** Whole number as text, counted up with each incompatible change of the stored form. */
  String value();
}
