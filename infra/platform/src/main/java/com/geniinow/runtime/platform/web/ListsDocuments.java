package com.geniinow.runtime.platform.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A body that holds what another route takes as its own, or a list of such: what just fits there
 * fits here, so it may nest {@link JsonBounds#LEVELS_OF_A_LIST} levels more.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ListsDocuments {}
