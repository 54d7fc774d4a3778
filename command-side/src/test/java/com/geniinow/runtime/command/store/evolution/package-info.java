/** An event of nobody's that had to change, as an example. */
@org.jspecify.annotations.NullMarked
package com.geniinow.runtime.command.store.evolution;
