package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.LedgerAct;
import com.geniinow.runtime.query.record.StoredEvent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How acts are written for whoever collects them. */
enum FeedFormat {
  /** OCSF 1.6.0, class 6003: API Activity. */
  OCSF {
    @Override
    ObjectNode write(Act act, JsonMapper json) {
      var activity = Activity.of(act.said().type());
      var line = json.createObjectNode();
      line.put("activity_id", activity.id);
      line.put("activity_name", activity.title);
      line.put("category_uid", 6);
      line.put("category_name", "Application Activity");
      line.put("class_uid", 6003);
      line.put("class_name", "API Activity");
      line.put("type_uid", 600_300 + activity.id);
      line.put("type_name", "API Activity: " + activity.title);
      line.put("time", act.event().payload().at().toEpochMilli());
      line.put("severity_id", act.isRefusal() ? 2 : 1);
      line.put("severity", act.isRefusal() ? "Low" : "Informational");
      line.put("status_id", act.isRefusal() ? 2 : 1);
      line.put("status", act.isRefusal() ? "Failure" : "Success");
      var metadata = line.putObject("metadata");
      metadata.put("version", "1.6.0");
      metadata.put("uid", act.event().eventId().toString());
      metadata.put("event_code", act.said().type());
      var product = metadata.putObject("product");
      product.put("name", PRODUCT);
      product.put("vendor_name", "Genii");
      line.putObject("actor").putObject("user").put("uid", act.actor());
      var api = line.putObject("api");
      api.put("operation", act.said().type());
      api.putObject("service").put("name", SERVICE);
      line.putObject("src_endpoint").put("svc_name", SERVICE);
      var resource = line.putArray("resources").addObject();
      resource.put("uid", act.event().payload().agentId().toString());
      resource.put("type", "agent");
      resource.putObject("group").put("uid", act.entityId().toString());
      var unmapped = line.putObject("unmapped");
      unmapped.put("position", act.position());
      unmapped.set("details", act.details());
      return line;
    }
  },

  /** CloudEvents 1.0 in JSON. */
  CLOUDEVENTS {
    @Override
    ObjectNode write(Act act, JsonMapper json) {
      var line = json.createObjectNode();
      line.put("specversion", "1.0");
      line.put("id", act.event().eventId().toString());
      line.put("source", "/api/agents/" + act.event().payload().agentId());
      line.put("type", "com.geniinow.runtime." + act.said().type());
      line.put("subject", act.event().payload().agentId().toString());
      line.put("time", act.event().payload().at().toString());
      line.put("datacontenttype", "application/json");
      line.put("entityid", act.entityId().toString());
      line.put("position", act.position());
      line.set("data", act.details());
      return line;
    }
  };

  private static final String PRODUCT = "Genii Agent Isolation Runtime";
  private static final String SERVICE = "genii-agent-isolation-runtime";

  /**
   * What happened.
   *
   * @param by who did it; null or empty where nobody is named
   * @param position as whoever reads it may name it
   */
  record Act(
      StoredEvent event,
      LedgerAct said,
      @Nullable String by,
      UUID entityId,
      String position,
      JsonNode details) {
    /** Who did it; the agent itself where nobody is named. */
    String actor() {
      return by == null || by.isEmpty() ? event.payload().agentId().toString() : by;
    }

    boolean isRefusal() {
      return said.type().endsWith("_refused") || said.type().endsWith("_denied");
    }
  }

  /** OCSF's activities of the class. */
  private enum Activity {
    CREATE(1, "Create"),
    READ(2, "Read"),
    UPDATE(3, "Update"),
    DELETE(4, "Delete"),
    OTHER(99, "Other");

    private final int id;
    private final String title;

    Activity(int id, String title) {
      this.id = id;
      this.title = title;
    }

    static Activity of(String type) {
      return switch (type.substring(type.lastIndexOf('_') + 1)) {
        case "provisioned", "imported", "created", "submitted", "stored", "opened" -> CREATE;
        case "issued", "exported" -> READ;
        case "changed", "set", "raised", "rotated", "corrected", "suspended", "resumed" -> UPDATE;
        case "deleted", "erased", "revoked", "terminated", "released", "cancelled" -> DELETE;
        default -> OTHER;
      };
    }
  }

  /** A line, without its line feed. */
  abstract ObjectNode write(Act act, JsonMapper json);
}
