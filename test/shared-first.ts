import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Names of the files that use the shared whiteboard. */
export const SHARED: readonly string[] = ["console", "engine", "firewall", "lab", "latency", "lies", "monitoring", "secure", "whiteboard"];

export const usesShared = (path: string): boolean => SHARED.some((name) => path.endsWith(`/e2e/${name}.test.ts`));

/** Of the files that may run now, those that use a shared lab come first: its machines cost the others time. */
export default class SharedFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    const rank = ({ moduleId }: TestSpecification): number => (usesShared(moduleId) ? 0 : 1);
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}
