package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static com.geniinow.runtime.architecture.Runtime.in;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.geniinow.runtime.platform.security.Allow;
import org.junit.jupiter.api.Test;

/**
 * No route without a word on who may call it; only what the container forwards errors to has none.
 */
class HttpRulesTest {
  private static final String WEB = "org.springframework.web.bind.annotation.";
  private static final String ERRORS = "org.springframework.boot.webmvc.error.ErrorController";

  @Test
  void every_handler_says_who_may_call_it() {
    methods()
        .that()
        .areMetaAnnotatedWith(WEB + "RequestMapping")
        .and()
        .areDeclaredInClassesThat()
        .areNotAssignableTo(ERRORS)
        .should()
        .beAnnotatedWith(Allow.class)
        .check(CLASSES);
  }

  @Test
  void controllers_are_rest_controllers_named_so_in_the_services_that_serve() {
    classes()
        .that()
        .areMetaAnnotatedWith("org.springframework.stereotype.Controller")
        .and()
        .areNotAssignableTo(ERRORS)
        .should()
        .beAnnotatedWith(WEB + "RestController")
        .andShould()
        .haveSimpleNameEndingWith("Controller")
        .andShould()
        .resideInAnyPackage(in("command"), in("query"))
        .check(CLASSES);
  }
}
