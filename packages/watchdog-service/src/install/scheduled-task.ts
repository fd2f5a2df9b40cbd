import { win32 } from "node:path";
import { escapeXml } from "./escape-xml.js";
import type { Installation, ServiceDescription } from "./installation.js";

/** The scheduler has no growing waits, and takes an exit code for no failure: it looks so often whether the daemon runs. */
const AGAIN = "PT5M";

/** A task that is started with the machine, whether somebody is signed in or not. `user`: whose it is. */
export function scheduledTaskInstallation(service: ServiceDescription, user: string): Installation {
  const { name, flagFolder } = service;
  const file = win32.join(flagFolder, ".rigline", `${name}.xml`);
  const schtasks = (...args: string[]): { command: string; args: string[] } => ({ command: "schtasks.exe", args });
  return {
    kind: "scheduled task",
    file,
    text: renderTask(service, user),
    // What `schtasks /XML` reads everywhere.
    encoding: "utf16le",
    install: [
      // A password lets it reach shares; without one (S4U) it would reach none.
      { ...schtasks("/Create", "/TN", name, "/XML", file, "/RU", user, "/RP", "*", "/F"), asks: true },
      schtasks("/Run", "/TN", name),
    ],
    uninstall: [schtasks("/Delete", "/TN", name, "/F")],
    afterwards: [],
    needsRights: true,
    notes: [
      `the scheduler asks for the password of ${user}: without it the daemon would reach no share`,
      `after \`rigline-watchdog stop\` it is started again within five minutes; to keep it off: schtasks /Change /TN ${name} /DISABLE`,
      "variables with secrets have to be variables of the system or of that account; a secret file needs none",
    ],
  };
}

function renderTask({ node, script, configFile, flagFolder, name }: ServiceDescription, user: string): string {
  const repetition = `<Repetition><Interval>${AGAIN}</Interval></Repetition>`;
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>${escapeXml(`Rigline watchdog of ${flagFolder}`)}</Description>
    <URI>${escapeXml(`\\${name}`)}</URI>
  </RegistrationInfo>
  <Triggers>
    <BootTrigger>${repetition}</BootTrigger>
    <RegistrationTrigger>${repetition}</RegistrationTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${escapeXml(user)}</UserId>
      <LogonType>Password</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>7</Priority>
    <RestartOnFailure><Interval>PT1M</Interval><Count>5</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${escapeXml(node)}</Command>
      <Arguments>${escapeXml([script, "-c", configFile].map(quote).join(" "))}</Arguments>
      <WorkingDirectory>${escapeXml(win32.dirname(script))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
`;
}

/** Paths have no quotes on Windows; a backslash before the closing one would escape it. */
function quote(argument: string): string {
  return `"${argument.replace(/\\+$/, (backslashes) => backslashes + backslashes)}"`;
}
