/** What calls to model providers have in common, whatever they buy. */
@NullMarked
package com.geniinow.runtime.platform.provider;

import org.jspecify.annotations.NullMarked;
