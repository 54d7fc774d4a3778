/** What tests of aggregates share: no database, no Spring. */
@NullMarked
package com.geniinow.runtime.command.testing;

import org.jspecify.annotations.NullMarked;
