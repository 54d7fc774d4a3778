package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static com.geniinow.runtime.architecture.Runtime.in;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.brake.BrakeLoader;
import com.geniinow.runtime.command.budget.Budgets;
import com.geniinow.runtime.command.key.AccessLists;
import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.command.price.PriceBooks;
import com.geniinow.runtime.command.quota.Quotas;
import com.geniinow.runtime.command.tasktype.TaskTypeBooks;
import com.geniinow.runtime.command.webhook.WebhookBooks;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import java.lang.reflect.Method;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.junit.jupiter.api.Test;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/** What a command's handler answers, and how it comes to its aggregates. */
class CommandRulesTest {
  @Test
  void every_handler_answers_what_its_command_says() {
    var handlers = handlers();

    assertThat(handlers).hasSizeGreaterThan(25);
    assertThat(handlers)
        .allSatisfy(
            handler ->
                assertThat(ClassUtils.resolvePrimitiveIfNecessary(handler.getReturnType()))
                    .as(handler.toString())
                    .isEqualTo(answer(handler.getParameterTypes()[0])));
  }

  @Test
  void aggregates_are_loaded_in_one_place_the_agent_before_the_quota() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("command.store"))
        .and(
            DescribedPredicate.not(
                JavaClass.Predicates.belongToAnyOf(
                    Agents.class,
                    Quotas.class,
                    Budgets.class,
                    PriceBooks.class,
                    AccessLists.class,
                    BrakeLoader.class,
                    TaskTypeBooks.class,
                    WebhookBooks.class)))
        .should()
        .callMethodWhere(
            target(nameMatching("load.*"))
                .and(target(owner(JavaClass.Predicates.assignableTo(Repository.class)))))
        .check(CLASSES);
  }

  private static List<Method> handlers() {
    return CLASSES.stream()
        .flatMap(type -> type.getMethods().stream())
        .filter(method -> method.isAnnotatedWith(CommandHandler.class))
        .map(JavaMethod::reflect)
        .toList();
  }

  private static Class<?> answer(Class<?> command) {
    var answer = ResolvableType.forClass(command).as(AgentCommand.class).resolveGeneric(0);
    assertThat(answer).as("%s says what it is answered", command).isNotNull();
    return answer == Void.class ? void.class : answer;
  }
}
