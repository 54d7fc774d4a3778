package com.geniinow.runtime.platform.security;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may call a handler method: {@code @Allow(value = {AGENT, ADMIN}, scope = Scope.AGENT)}. A
 * handler without it answers 403 to everybody.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Allow {
  /** The roles that may call at all. */
  Role[] value();

  /** What the path's id names. */
  Scope scope() default Scope.NONE;

  /** The path variable that holds the id; of no meaning without a scope. */
  String id() default "id";
}
