/** What people were told, or are about to be. */
@NullMarked
package com.geniinow.runtime.query.view.alert;

import org.jspecify.annotations.NullMarked;
