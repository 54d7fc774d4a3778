package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static com.geniinow.runtime.architecture.Runtime.in;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.geniinow.runtime.platform.security.Allow;
import org.junit.jupiter.api.Test;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * No route without a word on who may call it; only what the container forwards errors to has none.
 */
class HttpRulesTest {
  @Test
  void every_handler_says_who_may_call_it() {
    methods()
        .that()
        .areMetaAnnotatedWith(RequestMapping.class)
        .and()
        .areDeclaredInClassesThat()
        .areNotAssignableTo(ErrorController.class)
        .should()
        .beAnnotatedWith(Allow.class)
        .check(CLASSES);
  }

  @Test
  void controllers_are_rest_controllers_named_so_in_the_services_that_serve() {
    classes()
        .that()
        .areMetaAnnotatedWith(Controller.class)
        .and()
        .areNotAssignableTo(ErrorController.class)
        .should()
        .beAnnotatedWith(RestController.class)
        .andShould()
        .haveSimpleNameEndingWith("Controller")
        .andShould()
        .resideInAnyPackage(in("command"), in("query"))
        .check(CLASSES);
  }
}
