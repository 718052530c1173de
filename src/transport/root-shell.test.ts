import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shellWord } from "../util/shell.ts";
import { afterBegun, asRoot, asRootMarked, BEGUN } from "./root-shell.ts";

// sshd(8) gives the words to the login shell of the user, by `-c`. A user's shell need not be a POSIX one.
const SHELLS = ["sh", "bash", "dash", "zsh", "fish", "csh", "tcsh"].filter((it) => spawnSync(it, ["-c", "true"]).status === 0);

const says = (shell: string, words: string): { readonly out: string; readonly code: number | null } => {
  const { stdout, status } = spawnSync(shell, ["-c", words], { encoding: "utf8", input: "the input\n" });
  return { out: stdout, code: status };
};

describe.each(SHELLS)("through %s as login shell", (shell) => {
  test("a command comes to root's shell as it is, whatever is in it", () => {
    const hard = 'it\'s \\ \\\\ !! ! $HOME `x` "q" {a,b} * ~ # ; & | < > ( ) \n second\tline % ^ é';
    expect(says(shell, asRoot(`printf '%s' ${shellWord(hard)}`))).toEqual({ out: hard, code: 0 });
  });

  test("its input and its exit status pass", () => {
    expect(says(shell, asRoot("if [ -O / ]; then cat; fi; exit 7"))).toEqual({ out: "the input\n", code: 7 });
  });
});

test("nothing that login shells read differently is left", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary-ascii" }), (command) => {
      const words = asRoot(command);
      expect(words.match(/'/g)).toHaveLength(4);
      expect(words).not.toMatch(/[!\n\r]|\\(?!0\d{3})/);
    }),
  );
});

test("what a login shell says before the command is told apart, however the output is cut", () => {
  const out = `Welcome!\nno end of line${says("sh", asRootMarked("echo one; echo two")).out}`;
  fc.assert(
    fc.property(fc.nat(out.length), fc.nat(out.length), (a, b) => {
      const [first, second] = [Math.min(a, b), Math.max(a, b)];
      const output = afterBegun();
      const got = [out.slice(0, first), out.slice(first, second), out.slice(second)].map(output.take).join("");
      expect([output.begun(), output.before(), got]).toEqual([true, "Welcome!\nno end of line", "one\ntwo\n"]);
    }),
  );
});

test("a login shell that runs nothing is noticed", () => {
  const output = afterBegun();
  expect(output.take(`This account is currently not available.\n${BEGUN}`)).toBe("");
  expect(output.begun()).toBe(false);
});
