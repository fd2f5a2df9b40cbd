import { posix } from "node:path";
import { escapeXml } from "./escape-xml.js";
import type { Installation, InstallPlaces, ServiceDescription } from "./installation.js";

/** A daemon of the machine where a user is named, else an agent of the person, whose number is `uid`. */
export function launchdInstallation(service: ServiceDescription, places: InstallPlaces, uid: number): Installation {
  const isOwn = service.user === undefined;
  const label = `org.rigline.${service.name}`;
  const file = posix.join(isOwn ? places.person : places.system, `${label}.plist`);
  const domain = isOwn ? `gui/${uid}` : "system";
  const bootout = { command: "launchctl", args: ["bootout", `${domain}/${label}`] };
  return {
    kind: isOwn ? "launchd agent of this person" : "launchd daemon",
    file,
    text: renderPlist(label, service),
    encoding: "utf8",
    install: [
      // One of before under this name; mostly there is none.
      { ...bootout, unless: "" },
      { command: "launchctl", args: ["bootstrap", domain, file] },
    ],
    uninstall: [{ ...bootout, unless: "it did not run" }],
    afterwards: [],
    needsRights: !isOwn,
    notes: isOwn
      ? ["it is started when this person signs in; with --user NAME, as root, it is started with the machine"]
      : [],
  };
}

/** launchd waits ten seconds at least between starts of what ends at once; here half a minute. */
function renderPlist(label: string, { node, script, configFile, user }: ServiceDescription): string {
  const strings = [node, script, "-c", configFile].map((argument) => `    <string>${escapeXml(argument)}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${escapeXml(label)}</string>
  <key>ProgramArguments</key>
  <array>
${strings.join("\n")}
  </array>
${user === undefined ? "" : `  <key>UserName</key>\n  <string>${escapeXml(user)}</string>\n`}  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>30</integer>
  <key>ExitTimeOut</key>
  <integer>30</integer>
  <key>StandardOutPath</key>
  <string>/dev/null</string>
  <key>StandardErrorPath</key>
  <string>/dev/null</string>
</dict>
</plist>
`;
}
