package io.interlock.router.journal;

/** The writer epochs this router holds. */
public interface WriterEpochs {
  /** Epoch it writes for an account under; -1 if it doesn't. */
  long epochOf(String account);
}
