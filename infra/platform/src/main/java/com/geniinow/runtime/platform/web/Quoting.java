package com.geniinow.runtime.platform.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A body whose texts quote others and are made storable by {@link QuotedText}, not refused: whoever
 * reports a failure can do no better than report it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Quoting {}
