import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

const said = (title: string, errors: readonly { readonly stack?: string; readonly message: string; readonly diff?: string }[]): void => {
  for (const { stack, message, diff } of errors) process.stderr.write(`\nFAILED ${title}\n${stack ?? message}\n${diff ?? ""}\n`);
};

/** Says what a test, or what surrounds some of them, has failed of as soon as it has. */
export default class FailuresAtOnce implements Reporter {
  onTestCaseResult(test: TestCase): void {
    said(`${test.module.relativeModuleId} > ${test.fullName}`, test.result().errors ?? []);
  }

  onTestSuiteResult(suite: TestSuite): void {
    said(`${suite.module.relativeModuleId} > ${suite.fullName}`, suite.errors());
  }

  onTestModuleEnd(module: TestModule): void {
    said(module.relativeModuleId, module.errors());
  }
}
