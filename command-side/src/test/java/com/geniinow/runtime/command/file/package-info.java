/** Tests of files. */
@NullMarked
package com.geniinow.runtime.command.file;

import org.jspecify.annotations.NullMarked;
