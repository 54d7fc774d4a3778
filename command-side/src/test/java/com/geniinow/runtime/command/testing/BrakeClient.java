package com.geniinow.runtime.command.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets brakes, and releases all of them when its test ends. */
public final class BrakeClient implements AutoCloseable {
  private final Api api;
  private final List<String> set = new ArrayList<>();

  public BrakeClient(Api api) {
    this.api = api;
  }

  public Answer trySet(String scope, @Nullable Object id) {
    var body = new HashMap<String, Object>();
    body.put("scope", scope);
    body.put("reason", "a drill");
    if (id != null) {
      body.put("id", id.toString());
    }
    var answer = api.asAdmin("POST", "/api/brakes", body);
    if (answer.status() == 200) {
      set.add(answer.text("brake_id"));
    }
    return answer;
  }

  public Answer set(String scope, @Nullable Object id) {
    var answer = trySet(scope, id);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer;
  }

  public Answer release(String brakeId) {
    return api.asAdmin("DELETE", "/api/brakes/" + brakeId + "?reason=over", null);
  }

  /** Releases all that are in force, whoever set them. */
  public void releaseAll() {
    var inForce = api.asAdmin("GET", "/api/brakes?limit=100", null).body().path("items");
    inForce.forEach(brake -> release(brake.path("brake_id").asString()));
  }

  @Override
  public void close() {
    set.forEach(this::release);
  }
}
