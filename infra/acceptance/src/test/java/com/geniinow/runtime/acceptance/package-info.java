/** The running system, seen from outside: HTTP only, as its users see it. */
@NullMarked
package com.geniinow.runtime.acceptance;

import org.jspecify.annotations.NullMarked;
