package com.geniinow.runtime.events;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What people wrote or agents produced: stored under a key that an erasure destroys, where the
 * store has keys. Of a task's event that is a key of its day, which a retention may destroy; of any
 * other one it is a key that lasts as long as the agent. Once it is destroyed the component is null
 * when it is read (a carried document is the JSON null), whatever it was when it happened: so no
 * rule decides by it.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Sealed {}
