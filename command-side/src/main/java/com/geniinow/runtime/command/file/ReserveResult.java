package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.quota.StorageAdmission;

/**
 * Whether there is room.
 *
 * @param quotaSequence the position of the Quota's last event, which is the refusal if it is one
 */
record ReserveResult(StorageAdmission admission, long quotaSequence) {}
