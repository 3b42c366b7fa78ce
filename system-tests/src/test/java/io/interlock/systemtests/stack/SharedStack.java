package io.interlock.systemtests.stack;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Starts the shared stack when the first class wants it, starts another one when a test broke it,
 * and stops it after the last class. A failed test's message says what the services complained of.
 */
final class SharedStack implements ParameterResolver, TestExecutionExceptionHandler {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedStack.class);

  /** Closed by JUnit at the end of the run. */
  private static final class Holder implements AutoCloseable {
    private InterlockStack stack = InterlockStack.start();

    synchronized InterlockStack get() {
      if (!stack.isWhole()) {
        stack.close();
        stack = InterlockStack.start();
      }
      return stack;
    }

    @Override
    public synchronized void close() {
      stack.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == InterlockStack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return holder(context).get();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    failure.addSuppressed(new Diagnosis(holder(context).stack.diagnosis()));
    throw failure;
  }

  private static Holder holder(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Holder.class, type -> new Holder(), Holder.class);
  }

  private static final class Diagnosis extends Exception {
    private static final long serialVersionUID = 1L;

    Diagnosis(String text) {
      super(text, null, false, false);
    }
  }
}
