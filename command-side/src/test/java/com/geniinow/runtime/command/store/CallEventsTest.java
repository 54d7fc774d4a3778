package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.CallHold;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.ModelCall;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.axonframework.serialization.Serializer;
import org.junit.jupiter.api.Test;

/** What events of model calls have beside what all have: written once, readable for ever. */
class CallEventsTest {
  private static final Serializer STORE = EventJson.serializer();
  private static final UUID AGENT = new UUID(0, 1);
  private static final UUID CALL = new UUID(0, 2);
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00Z");

  @Test
  void the_hold_of_a_call() throws IOException {
    pinned(
        new UsageReserved(
            AGENT,
            new UUID(0, 3),
            1,
            60,
            Usd.of("0.06"),
            "2026-03",
            AT,
            2,
            "gpt-4o",
            new CallHold(CALL, "gpt-4o", "chat", true, false)),
        """
        {"agentId":"00000000-0000-0000-0000-000000000001",
         "taskId":"00000000-0000-0000-0000-000000000003","attempt":1,"tokens":60,"costUsd":"0.06",
         "period":"2026-03","at":"2026-03-15T12:00:00Z","priceVersion":2,"pricedAs":"gpt-4o",
         "call":{"callId":"00000000-0000-0000-0000-000000000002","model":"gpt-4o",
           "operation":"chat","tokensOfTask":true,"costOfTask":false}}""");
  }

  @Test
  void a_call_that_ended() throws IOException {
    pinned(
        new UsageRecorded(
            AGENT,
            CALL,
            QuotaEvent.CALL,
            "gpt-4o",
            30,
            12,
            42,
            Usd.of("0.00042"),
            60,
            Usd.of("0.06"),
            "2026-03",
            false,
            AT,
            0,
            0,
            0,
            2,
            false,
            AT,
            new ModelCall(
                CALL, true, "chat", "openai", "ok", 1234, "0a".repeat(32), null, 18, Usd.ZERO)),
        """
        {"agentId":"00000000-0000-0000-0000-000000000001",
         "taskId":"00000000-0000-0000-0000-000000000002","attempt":-1,"model":"gpt-4o",
         "inputTokens":30,"outputTokens":12,"tokens":42,"costUsd":"0.00042","reservedTokens":60,
         "reservedCostUsd":"0.06","period":"2026-03","estimated":false,
         "at":"2026-03-15T12:00:00Z","priceVersion":2,"heldAt":"2026-03-15T12:00:00Z",
         "call":{"callId":"00000000-0000-0000-0000-000000000002","ownHold":true,
           "operation":"chat","provider":"openai","status":"ok","latencyMs":1234,
           "requestSha256":"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
           "returnedTokens":18,"returnedCostUsd":"0"}}""");
  }

  @Test
  void a_refusal_after_others() throws IOException {
    pinned(
        new UsageRefused(
                AGENT,
                CALL,
                "gateway.chat",
                LimitKind.TOKENS,
                new BigDecimal("1000"),
                new BigDecimal("990"),
                BigDecimal.ZERO,
                new BigDecimal("42"),
                "2026-03",
                Instant.parse("2026-04-01T00:00:00Z"),
                AT)
            .after(7),
        """
        {"agentId":"00000000-0000-0000-0000-000000000001",
         "taskId":"00000000-0000-0000-0000-000000000002","taskType":"gateway.chat",
         "limitKind":"TOKENS","limit":"1000","used":"990","reserved":"0","requested":"42",
         "period":"2026-03","resetsAt":"2026-04-01T00:00:00Z","at":"2026-03-15T12:00:00Z",
         "earlier":7}""");
  }

  private static void pinned(RuntimeEvent event, String json) throws IOException {
    var stored = STORE.serialize(event, String.class);
    var read = STORE.deserialize(stored);

    assertThat(new ObjectMapper().readTree(stored.getData()))
        .isEqualTo(new ObjectMapper().readTree(json));
    assertThat(read).isEqualTo(event);
  }
}
