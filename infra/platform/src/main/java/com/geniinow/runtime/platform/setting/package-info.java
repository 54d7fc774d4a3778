/** What every service's settings have in common: bounds, and one sentence where one is wrong. */
@NullMarked
package com.geniinow.runtime.platform.setting;

import org.jspecify.annotations.NullMarked;
