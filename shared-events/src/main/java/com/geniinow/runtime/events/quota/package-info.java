/** What an agent may spend, has reserved and has used. */
@NullMarked
package com.geniinow.runtime.events.quota;

import org.jspecify.annotations.NullMarked;
