package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RuntimeTest
class StartUpTest {
  @Autowired TransactionManager transactions;

  @Test
  void commands_run_in_real_transactions() {
    assertThat(transactions).isInstanceOf(SpringTransactionManager.class);
  }
}
