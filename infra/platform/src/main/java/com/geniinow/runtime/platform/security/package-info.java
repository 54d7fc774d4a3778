/**
 * Who calls, and whether they may. A request is known by its JWT alone; each handler says with
 * {@link com.geniinow.runtime.platform.security.Allow} who may call it, and one that says nothing
 * is closed to all. The check runs before the body is read, so a caller without the right learns
 * nothing else: 401 first, then 403, then all the rest.
 */
@NullMarked
package com.geniinow.runtime.platform.security;

import org.jspecify.annotations.NullMarked;
