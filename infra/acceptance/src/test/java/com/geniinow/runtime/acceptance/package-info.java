/** The running system, seen from outside as its users see it: over HTTP, and as processes. */
@NullMarked
package com.geniinow.runtime.acceptance;

import org.jspecify.annotations.NullMarked;
