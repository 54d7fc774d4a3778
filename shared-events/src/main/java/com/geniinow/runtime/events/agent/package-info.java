/**
 * An agent's identity and life: provisioned or imported, suspended, resumed, terminated; its keys.
 */
@NullMarked
package com.geniinow.runtime.events.agent;

import org.jspecify.annotations.NullMarked;
