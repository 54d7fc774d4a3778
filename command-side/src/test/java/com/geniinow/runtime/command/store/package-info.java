@NullMarked
package com.geniinow.runtime.command.store;

import org.jspecify.annotations.NullMarked;
