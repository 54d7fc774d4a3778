/** A small service to test the platform on, over HTTP as a client sees it. */
@NullMarked
package com.geniinow.runtime.platform.testing;

import org.jspecify.annotations.NullMarked;
