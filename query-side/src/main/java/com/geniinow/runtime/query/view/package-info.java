/** What callers are shown: the routes that read, a package for each feature, and the way in. */
@NullMarked
package com.geniinow.runtime.query.view;

import org.jspecify.annotations.NullMarked;
