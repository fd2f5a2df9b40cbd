import { dirname, posix } from "node:path";
import type { Installation, InstallPlaces, ServiceDescription } from "./installation.js";

/** More than the daemon takes to let go of its workers. */
const STOP_SECONDS = 30;

/** A unit of the system where a user is named, else one of the person's own manager. */
export function systemdInstallation(service: ServiceDescription, places: InstallPlaces): Installation {
  const { name, user } = service;
  const isOwn = user === undefined;
  const unit = `${name}.service`;
  const systemctl = (...args: string[]): { command: string; args: string[] } => ({
    command: "systemctl",
    args: isOwn ? ["--user", ...args] : args,
  });
  const linger = {
    command: "loginctl",
    args: ["enable-linger"],
    unless:
      "the daemon runs only while this person is signed in: an administrator has to run `loginctl enable-linger NAME` for it",
  };
  return {
    kind: isOwn ? "systemd unit of this person" : "systemd unit",
    file: posix.join(isOwn ? places.person : places.system, unit),
    text: renderUnit(service),
    encoding: "utf8",
    install: [
      systemctl("daemon-reload"),
      systemctl("enable", unit),
      systemctl("restart", unit),
      ...(isOwn ? [linger] : []),
    ],
    uninstall: [systemctl("disable", "--now", unit)],
    afterwards: [systemctl("daemon-reload")],
    needsRights: !isOwn,
    notes: [
      `what it says: journalctl ${isOwn ? "--user " : ""}-u ${unit}; the log is watchdog.log in the flag folder`,
      `variables with secrets: as NAME=VALUE lines in ${environmentFile(service)}, readable for its account alone`,
    ],
  };
}

function environmentFile({ configFile }: ServiceDescription): string {
  return posix.join(dirname(configFile), "watchdog.env");
}

/** `RestartSteps` is of systemd 254; older ones pass over it, and restart every ten seconds. */
function renderUnit(service: ServiceDescription): string {
  const { node, script, configFile, flagFolder, user } = service;
  const isOwn = user === undefined;
  const command = [node, script, "-c", configFile].map(quote).join(" ");
  return `[Unit]
Description=Rigline watchdog of ${escapeSpecifiers(flagFolder)}
${isOwn ? "" : "Wants=network-online.target\nAfter=network-online.target remote-fs.target\n"}StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${command}
EnvironmentFile=-${escapeSpecifiers(environmentFile(service))}
${isOwn ? "" : `User=${user}\n`}Restart=on-failure
RestartSec=10
RestartSteps=5
RestartMaxDelaySec=300
KillMode=mixed
TimeoutStopSec=${STOP_SECONDS}
NoNewPrivileges=yes

[Install]
WantedBy=${isOwn ? "default.target" : "multi-user.target"}
`;
}

/** As systemd.service(5) has it: `%` begins a specifier, `$` a variable, and quotes hold what has blanks. */
function quote(argument: string): string {
  const escaped = argument.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("$", "$$$$");
  return `"${escapeSpecifiers(escaped)}"`;
}

function escapeSpecifiers(text: string): string {
  return text.replaceAll("%", "%%");
}
