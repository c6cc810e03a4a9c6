package org.logah.api.contract;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Tells the report of a {@link BackendContract} how each test ended. */
final class ContractWatcher implements TestWatcher {
  private static ContractReport report(ExtensionContext test) {
    ExtensionContext context = test;
    while (context.getTestInstance().filter(BackendContract.class::isInstance).isEmpty()) {
      context = context.getParent().orElseThrow();
    }
    return ((BackendContract) context.getRequiredTestInstance()).report();
  }

  private static String family(ExtensionContext test) {
    return test.getRequiredTestClass().getSimpleName();
  }

  @Override
  public void testSuccessful(ExtensionContext test) {
    report(test).passed(family(test));
  }

  @Override
  public void testFailed(ExtensionContext test, Throwable cause) {
    report(test).failed(family(test));
  }

  @Override
  public void testAborted(ExtensionContext test, Throwable cause) {
    String reason = String.valueOf(cause.getMessage()).replace("Assumption failed: ", "");
    report(test).notRun(family(test), reason);
  }

  @Override
  public void testDisabled(ExtensionContext test, Optional<String> reason) {
    report(test).notRun(family(test), reason.orElse("disabled"));
  }
}
