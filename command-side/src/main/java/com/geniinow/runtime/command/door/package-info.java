/** Where refusals become answers: the one place that knows a status code for each. */
@NullMarked
package com.geniinow.runtime.command.door;

import org.jspecify.annotations.NullMarked;
