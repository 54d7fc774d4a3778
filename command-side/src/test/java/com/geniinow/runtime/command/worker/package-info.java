@NullMarked
package com.geniinow.runtime.command.worker;

import org.jspecify.annotations.NullMarked;
