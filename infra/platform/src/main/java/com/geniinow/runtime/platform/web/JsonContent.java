package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;

/** Whether a body that a route reads by itself says that it is JSON. */
public final class JsonContent {
  private JsonContent() {}

  /**
   * Refuses what says that it is something else, or says nothing.
   *
   * @throws HttpMediaTypeNotSupportedException answered as 415
   * @throws ProblemException 415 for another charset than UTF-8
   */
  public static void check(HttpServletRequest request) throws HttpMediaTypeNotSupportedException {
    var type = type(request.getContentType());
    if (type == null || !type.isConcrete() || !MediaType.APPLICATION_JSON.isCompatibleWith(type)) {
      throw new HttpMediaTypeNotSupportedException(
          type, List.of(MediaType.APPLICATION_JSON), HttpMethod.valueOf(request.getMethod()));
    }
    if (type.getCharset() != null && !type.getCharset().equals(StandardCharsets.UTF_8)) {
      throw ProblemException.unsupportedMediaType("The body must be in UTF-8.");
    }
  }

  private static @Nullable MediaType type(@Nullable String text) {
    try {
      return text == null ? null : MediaType.parseMediaType(text);
    } catch (InvalidMediaTypeException e) {
      return null;
    }
  }
}
