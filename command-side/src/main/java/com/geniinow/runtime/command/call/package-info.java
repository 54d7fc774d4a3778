/** Model calls that agents make themselves: what they hold, how they end, and who runs them. */
@NullMarked
package com.geniinow.runtime.command.call;

import org.jspecify.annotations.NullMarked;
