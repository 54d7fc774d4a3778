package com.geniinow.runtime.platform.testing;

import com.geniinow.runtime.platform.security.JwtMinter;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** The test service on a port of its own, and clients for each kind of caller. */
@SpringBootTest(
    classes = TestApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"genii.jwt.secret=" + TestApplication.SECRET, "spring.main.banner-mode=off"})
@TestInstance(Lifecycle.PER_CLASS)
public abstract class HttpTest {
  private static final Duration TTL = Duration.ofMinutes(5);

  @Value("${local.server.port}")
  protected int port;

  @Autowired protected JwtMinter tokens;

  protected Client anonymous() {
    return new Client(port, null);
  }

  protected Client bearing(String token) {
    return new Client(port, token);
  }

  protected Client admin() {
    return bearing(tokens.admin("ada", TTL));
  }

  protected Client worker() {
    return bearing(tokens.worker("w-1", TTL));
  }

  protected Client agent(UUID id) {
    return bearing(tokens.agent(id, TTL));
  }

  /** Of an entity, or of everything. */
  protected Client auditor(@Nullable UUID entity) {
    return bearing(tokens.auditor("aida", entity, TTL));
  }

  protected Client founder(UUID entity) {
    return bearing(tokens.founder("fred", entity, TTL));
  }
}
