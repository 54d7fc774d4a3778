/** A real embedding model in this process, for the local system and for tests. */
@NullMarked
package com.geniinow.runtime.embeddings;

import org.jspecify.annotations.NullMarked;
