@NullMarked
package com.geniinow.runtime.command.gateway;

import org.jspecify.annotations.NullMarked;
