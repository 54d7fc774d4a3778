/** The model calls among what was used, and their route. */
@NullMarked
package com.geniinow.runtime.query.view.call;

import org.jspecify.annotations.NullMarked;
