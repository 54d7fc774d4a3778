/** Files as callers see them: what they are, never where they lie. */
@NullMarked
package com.geniinow.runtime.query.view.file;

import org.jspecify.annotations.NullMarked;
