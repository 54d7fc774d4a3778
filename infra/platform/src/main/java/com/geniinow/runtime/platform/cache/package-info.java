/** What is shown again and again is kept for a moment; nothing is decided on it. */
@NullMarked
package com.geniinow.runtime.platform.cache;

import org.jspecify.annotations.NullMarked;
