/** The Quota aggregate: admission by reservation, settlement, periods, prices. */
@NullMarked
package com.geniinow.runtime.command.quota;

import org.jspecify.annotations.NullMarked;
