/**
 * Everything below `top` and itself, once each, inputs before what uses them and in their own order. Has a stack of its own, for a chain
 * may be longer than the call stack is deep. There must be no circle.
 */
export function postorder<T>(top: T, inputsOf: (node: T) => readonly T[]): readonly T[] {
  const order: T[] = [];
  const seen = new Set([top]);
  const path: { readonly node: T; readonly inputs: readonly T[]; next: number }[] = [{ node: top, inputs: inputsOf(top), next: 0 }];
  for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
    const input = at.inputs[at.next];
    if (at.next >= at.inputs.length || input === undefined) {
      order.push(at.node);
      path.pop();
      continue;
    }
    at.next += 1;
    if (seen.has(input)) continue;
    seen.add(input);
    path.push({ node: input, inputs: inputsOf(input), next: 0 });
  }
  return order;
}
