/** What happens to the texts that an agent remembers; never the texts themselves. */
@NullMarked
package com.geniinow.runtime.events.memory;

import org.jspecify.annotations.NullMarked;
