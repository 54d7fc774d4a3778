/** Brakes: what stops work at once, wherever it runs, and lets it go on. */
@NullMarked
package com.geniinow.runtime.command.brake;

import org.jspecify.annotations.NullMarked;
