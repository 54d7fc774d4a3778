/** What is known of the models without calling them: how many tokens a prompt is. */
@NullMarked
package com.geniinow.runtime.platform.model;

import org.jspecify.annotations.NullMarked;
