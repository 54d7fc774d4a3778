package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.databind.json.JsonMapper;

/** Looks through every JSON body before it is read; its size is bounded by then. */
@RestControllerAdvice
final class StorableTextAdvice extends RequestBodyAdviceAdapter {
  private final JsonMapper mapper;

  StorableTextAdvice(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public boolean supports(
      MethodParameter parameter,
      Type target,
      Class<? extends HttpMessageConverter<?>> converterType) {
    return JacksonJsonHttpMessageConverter.class.isAssignableFrom(converterType);
  }

  @Override
  public HttpInputMessage beforeBodyRead(
      HttpInputMessage message,
      MethodParameter parameter,
      Type target,
      Class<? extends HttpMessageConverter<?>> converterType)
      throws IOException {
    var body = message.getBody().readAllBytes();
    mustBeUtf8(body);
    if (is(target, ListsDocuments.class)) {
      JsonBounds.checkList(body, mapper);
    } else {
      JsonBounds.check(body, mapper);
    }
    if (!is(target, Quoting.class)) {
      StorableText.check(body, mapper);
    }
    return new Read(message.getHeaders(), body);
  }

  /**
   * RFC 8259 has no JSON in anything else; Jackson would take UTF-16 and UTF-32 for what they are.
   */
  private static void mustBeUtf8(byte[] body) {
    if (!StrictUtf8.holds(body) || hasZero(body)) {
      throw ProblemException.invalid("The body is not valid JSON: it is not in UTF-8.");
    }
  }

  private static boolean hasZero(byte[] body) {
    for (byte b : body) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(Type target, Class<? extends Annotation> marked) {
    return target instanceof Class<?> type && type.isAnnotationPresent(marked);
  }

  /** A body that was read already. */
  private record Read(HttpHeaders headers, byte[] body) implements HttpInputMessage {
    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }

    @Override
    public InputStream getBody() {
      return new ByteArrayInputStream(body);
    }
  }
}
