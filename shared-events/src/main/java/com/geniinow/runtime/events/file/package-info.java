/** What happens to an agent's files. */
@NullMarked
package com.geniinow.runtime.events.file;

import org.jspecify.annotations.NullMarked;
