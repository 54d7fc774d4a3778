/** Shows the keys and memories of agents, and reads filters of memories. */
@NullMarked
package com.geniinow.runtime.query.view.memory;

import org.jspecify.annotations.NullMarked;
