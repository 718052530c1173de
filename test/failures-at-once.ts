import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

interface Failure {
  readonly stack?: string;
  readonly message: string;
  readonly diff?: string;
  readonly cause?: Failure;
}

const words = ({ stack, message, diff = "", cause }: Failure): string =>
  `${stack ?? message}\n${diff}\n${cause === undefined ? "" : `Caused by: ${words(cause)}`}`;

const said = (title: string, errors: readonly Failure[]): void => {
  for (const error of errors) process.stderr.write(`\nFAILED ${title}\n${words(error)}`);
};

/** Says what a test, or what surrounds some of them, has failed of as soon as it has. */
export default class FailuresAtOnce implements Reporter {
  onTestCaseResult(test: TestCase): void {
    said(`${test.module.relativeModuleId} > ${test.fullName}`, (test.result().errors ?? []) as readonly Failure[]);
  }

  onTestSuiteResult(suite: TestSuite): void {
    said(`${suite.module.relativeModuleId} > ${suite.fullName}`, suite.errors() as readonly Failure[]);
  }

  onTestModuleEnd(module: TestModule): void {
    said(module.relativeModuleId, module.errors() as readonly Failure[]);
  }
}
