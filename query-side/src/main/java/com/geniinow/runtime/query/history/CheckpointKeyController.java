package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.query.history.CheckpointKeysTable.PublishedKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Publishes what checkpoints are signed with. */
@RestController
@ConditionalOnProperty(AuditAutoConfiguration.SYSTEM_LOGIN)
@Tag(name = "audit")
class CheckpointKeyController {
  private final CheckpointKeysTable keys;

  CheckpointKeyController(CheckpointKeysTable keys) {
    this.keys = keys;
  }

  record PublishedKeys(List<PublishedKey> items) {}

  @Operation(
      summary = "List the public keys that checkpoints of the ledger were ever signed with",
      description =
          "Keep them elsewhere: who has the key from before needs to trust nothing else to know"
              + " that a checkpoint is the runtime's.")
  @GetMapping("/api/audit/keys")
  @Allow({Role.ADMIN, Role.FOUNDER, Role.AGENT, Role.WORKER, Role.AUDITOR})
  PublishedKeys list() {
    return new PublishedKeys(keys.all());
  }
}
