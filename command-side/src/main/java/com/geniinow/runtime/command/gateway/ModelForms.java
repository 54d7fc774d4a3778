package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.command.price.ListedModels.Listed;
import com.geniinow.runtime.platform.problem.ErrorForm;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a list of models looks like to whose client. */
enum ModelForms {
  OPENAI {
    @Override
    ObjectNode one(Listed model) {
      return object()
          .put("id", model.model())
          .put("object", "model")
          .put("created", model.validFrom().getEpochSecond())
          .put("owned_by", model.price().provider());
    }

    @Override
    ObjectNode list(List<Listed> models, boolean hasMore) {
      var list = object().put("object", "list");
      list.set("data", all(models));
      return list;
    }
  },
  ANTHROPIC {
    @Override
    ObjectNode one(Listed model) {
      return object()
          .put("type", "model")
          .put("id", model.model())
          .put("display_name", model.model())
          .put("created_at", model.validFrom().toString());
    }

    @Override
    ObjectNode list(List<Listed> models, boolean hasMore) {
      var list = object();
      list.set("data", all(models));
      return list.put("has_more", hasMore)
          .put("first_id", models.isEmpty() ? null : models.getFirst().model())
          .put("last_id", models.isEmpty() ? null : models.getLast().model());
    }
  };

  static ModelForms of(HttpServletRequest request) {
    return ErrorForm.of(request) == ErrorForm.ANTHROPIC ? ANTHROPIC : OPENAI;
  }

  abstract ObjectNode one(Listed model);

  abstract ObjectNode list(List<Listed> models, boolean hasMore);

  ArrayNode all(List<Listed> models) {
    var all = JsonNodeFactory.instance.arrayNode();
    models.forEach(model -> all.add(one(model)));
    return all;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
