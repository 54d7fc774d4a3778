/** Work in the background that one module offers and another one runs. */
@NullMarked
package com.geniinow.runtime.platform.work;

import org.jspecify.annotations.NullMarked;
