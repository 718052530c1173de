import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { release, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PACKAGE_LISTS_STAMP } from "../base/package-lists.ts";
import { updatesFunctions } from "./updates-script.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "updates-"));
  put("etc/apt/sources.list", "deb [trusted=yes] http://security.example/debian trixie-security main\n");
  put("var/lib/dpkg/status", packageOf("ssl", "1.0", "Status: install ok installed\n"));
  for (const folder of [
    "etc/apt/apt.conf.d",
    "etc/apt/preferences.d",
    "var/lib/apt/lists/partial",
    "var/cache/apt/archives/partial",
    "boot",
    "run",
  ]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  put(
    "apt.conf",
    `Dir "${root}";\nDir::State::status "${root}/var/lib/dpkg/status";\nAPT::Architecture "amd64";\nAPT::Sandbox::User "root";\n`,
  );
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

const packageOf = (name: string, version: string, more = ""): string =>
  `Package: ${name}\n${more}Version: ${version}\nArchitecture: amd64\nMaintainer: nobody\nDescription: none\nFilename: x.deb\nSize: 1\n\n`;

/** What apt keeps of a source that it has read. */
function lists(packages: string, label = "Debian-Security"): void {
  const name = "var/lib/apt/lists/security.example_debian_dists_trixie-security";
  put(`${name}_Release`, `Origin: Debian\nLabel: ${label}\nSuite: stable\nCodename: trixie\nArchitectures: amd64\nComponents: main\n`);
  put(`${name}_main_binary-amd64_Packages`, packages);
}

/** What a function of the script says; undefined when it fails. */
function said(name: string): string | undefined {
  const { status, stdout, stderr } = spawnSync("sh", ["-euc", `${updatesFunctions(root)}\nif ${name}; then :; else exit 9; fi`], {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", APT_CONFIG: join(root, "apt.conf") },
    encoding: "utf8",
  });
  if (status !== 0 && status !== 9) throw new Error(stderr);
  return status === 0 ? stdout.split("\n").find((line) => line !== "" && !line.startsWith("#")) : undefined;
}

describe("the updates that close holes", () => {
  it("are counted, those that bring a new package among them, as a kernel does", () => {
    put(
      "var/lib/dpkg/status",
      packageOf("ssl", "1.0", "Status: install ok installed\n") + packageOf("linux", "1", "Status: install ok installed\n"),
    );
    lists(packageOf("ssl", "1.1") + packageOf("linux", "2", "Depends: linux-2\n") + packageOf("linux-2", "2"));
    expect(said("updates")).toBe("bartizan_security_updates 3");
  });

  it("are none where none wait", () => {
    lists(packageOf("ssl", "1.0"));
    expect(said("updates")).toBe("bartizan_security_updates 0");
  });

  it.each<[string, () => void]>([
    ["there is no list", () => {}],
    ["no source closes holes", () => lists(packageOf("ssl", "1.0"), "Debian")],
    [
      "apt-get fails",
      () => {
        lists(packageOf("ssl", "1.0"));
        put("etc/apt/sources.list", "nonsense\n");
      },
    ],
    [
      "the state of the packages cannot be read",
      () => {
        lists(packageOf("ssl", "1.0"));
        put("var/lib/dpkg/status", "nonsense");
      },
    ],
  ])("are not told when %s", (_, spoil) => {
    spoil();
    expect(said("updates")).toBeUndefined();
  });
});

it("the age of the lists is that of their last whole reading, and unknown before it", () => {
  expect(said("lists")).toBeUndefined();
  put(PACKAGE_LISTS_STAMP, "");
  utimesSync(join(root, PACKAGE_LISTS_STAMP), 1000, 1000);
  expect(said("lists")).toBe("bartizan_package_lists_refreshed_seconds 1000");
});

describe("a machine is to be started anew", () => {
  const running = release();
  const flavour = /-[a-z].*$/.exec(running)?.[0] ?? "";
  const kernel = (version: string, its = flavour): void => put(`boot/vmlinuz-${version}${its}`, "");

  it.each<[string, () => void, string]>([
    [
      "not when the newest kernel runs",
      () => {
        kernel("0.1");
        put(`boot/vmlinuz-${running}`, "");
      },
      "0",
    ],
    [
      "when a newer one is installed",
      () => {
        put(`boot/vmlinuz-${running}`, "");
        kernel("999.1");
      },
      "1",
    ],
    [
      "not for one of another flavour",
      () => {
        put(`boot/vmlinuz-${running}`, "");
        kernel("999.1", "-another");
      },
      "0",
    ],
    ["not when it has none of its own, as a container", () => {}, "0"],
    ["when a package says so", () => put("run/reboot-required", ""), "1"],
  ])("%s", (_, given, value) => {
    given();
    expect(said("reboot")).toBe(`bartizan_reboot_required ${value}`);
  });
});
