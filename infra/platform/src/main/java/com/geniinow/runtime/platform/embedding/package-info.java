/** Texts as vectors: whoever provides them, of one length, with what they cost in tokens. */
@NullMarked
package com.geniinow.runtime.platform.embedding;

import org.jspecify.annotations.NullMarked;
