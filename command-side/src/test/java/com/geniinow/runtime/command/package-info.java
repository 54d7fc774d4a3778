@NullMarked
package com.geniinow.runtime.command;

import org.jspecify.annotations.NullMarked;
