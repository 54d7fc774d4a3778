/** What agents may use together, as the routes show it. */
@NullMarked
package com.geniinow.runtime.query.view.budget;

import org.jspecify.annotations.NullMarked;
