import { expect, test } from "vitest";
import { refuseMappedDrives } from "../../src/install/mapped-drives.js";
import { type Installer, planInstallation, serviceName } from "../../src/install/plan-installation.js";

const LINUX: Installer = {
  platform: "linux",
  uid: 1000,
  person: "jane",
  places: { system: "/etc/systemd/system", person: "/home/jane/.config/systemd/user" },
};
const ROOT: Installer = { ...LINUX, uid: 0, person: "root" };
const WINDOWS: Installer = { ...LINUX, platform: "win32", uid: undefined, person: "LAB\\jane" };
const MAC: Installer = {
  ...LINUX,
  platform: "darwin",
  places: { system: "/Library/LaunchDaemons", person: "/Users/jane/Library/LaunchAgents" },
};

const SERVICE = { node: "/node", script: "/rigline-watchdog.js", configFile: "/watch.yml", flagFolder: "/flags" };

const plan = (machine: Installer, user?: string, prints = false) =>
  planInstallation(machine, { service: { ...SERVICE, user }, prints });

test("for oneself it needs no rights; for another account it takes root to install it, and no more", () => {
  const name = serviceName("/flags", "linux");
  expect(plan(LINUX)).toMatchObject({ file: `/home/jane/.config/systemd/user/${name}.service`, needsRights: false });
  expect(plan(LINUX, "jane")).toEqual(plan(LINUX));
  expect(plan(ROOT, "rig")).toMatchObject({ file: `/etc/systemd/system/${name}.service`, needsRights: true });
  expect(plan(ROOT, "rig").text).toContain("User=rig\n");
  expect(() => plan(LINUX, "rig")).toThrow(expect.objectContaining({ code: "INSTALL_NEEDS_RIGHTS" }) as Error);
  expect(plan(LINUX, "rig", true).text).toBe(plan(ROOT, "rig").text);
  expect(plan(MAC)).toMatchObject({ file: `/Users/jane/Library/LaunchAgents/org.rigline.${name}.plist` });
});

test.each([
  [ROOT, undefined],
  [ROOT, "root"],
  [WINDOWS, "SYSTEM"],
  [WINDOWS, "NT AUTHORITY\\SYSTEM"],
  [ROOT, "jane\nExecStart=/bin/sh"],
])("what has every right is refused (%#)", (machine, user) => {
  expect(() => plan(machine, user)).toThrow(expect.objectContaining({ code: "INSTALL_ROOT_NOT_NEEDED" }) as Error);
});

test("on Windows it is a task of the person who installs it, or of the one that is named", () => {
  expect(plan(WINDOWS).text).toContain("<UserId>LAB\\jane</UserId>");
  const { install, text } = plan(WINDOWS, "LAB\\rig");
  expect(text).toContain("<UserId>LAB\\rig</UserId>");
  expect(install[0]).toMatchObject({ command: "schtasks.exe", asks: true });
  expect(install[0]?.args).toEqual(expect.arrayContaining(["/RU", "LAB\\rig", "/RP", "*"]));
});

test("another system's own means are not known", () => {
  expect(() => plan({ ...LINUX, platform: "aix" })).toThrow(
    expect.objectContaining({ code: "INSTALL_UNKNOWN_SYSTEM" }) as Error,
  );
});

test("a mapped drive is refused, with the name of its share", () => {
  const realPath = (path: string): string => {
    if (path.startsWith("X:")) throw new Error("it is away");
    return path.replace(/^Z:/i, "\\\\server\\data");
  };
  const refuse = (...paths: string[]): void =>
    refuseMappedDrives(
      paths.map((path) => ({ name: "flag_dir", path })),
      realPath,
    );
  refuse("C:\\rig", "\\\\server\\data", "/rig", "X:\\away");
  expect(() => refuse("C:\\rig", "z:\\flags")).toThrow(
    expect.objectContaining({
      code: "INSTALL_MAPPED_DRIVE",
      todo: "Write \\\\server\\data\\flags in its place, in the watch config and in the launcher's config.",
    }) as Error,
  );
});
