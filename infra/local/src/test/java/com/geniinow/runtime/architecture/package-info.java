/**
 * The rules that hold for all modules, checked over their compiled classes. They stand here because
 * only this module has every other one on its class path.
 */
@NullMarked
package com.geniinow.runtime.architecture;

import org.jspecify.annotations.NullMarked;
