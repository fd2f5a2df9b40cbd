// The commands as a person starts them, by hand as it were: each is a script, and what it has to have said.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rig } from "./checkout.mjs";
import { inside, onWindows, outputOf, readOutput, work } from "./system.mjs";

const place = join(work, "commands");
const service = join(rig, "node_modules", "@rigline", "watchdog-service", "bin");
const program = join(service, "rigline-watchdog.exe");

/** `x COMMAND…` runs a program of Windows with its outputs in a file, then prints them and its exit code. */
const PREPARED = (node) => `
cd '${place}'; export WATCHDOG_NODE='${onWindows(node.program)}'
x() { timeout 120 wine "$@" >.o 2>&1 </dev/null; local code=$?; cat .o; echo "[exit $code]"; }
node() { x '${node.program}' "$@"; }
rigline() { node '${onWindows(join(rig, "node_modules/@rigline/core/bin/rigline.js"))}' "$@"; }
exe() { x '${program}' "$@"; }
tasks() { wine tasklist /FO CSV /NH "$@" >.t 2>/dev/null; tr -d '\\0\\r' <.t | grep -iE 'rigline|node' | sed 's/^/listed: /'; }
watching() { for i in $(seq 150); do grep -q watching "$1" 2>/dev/null && return; sleep 0.2; done; echo "no daemon came up"; }
`;

const SAY = "console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = Number(process.env.CODE ?? 0)";
const ECHO = "process.stdin.pipe(process.stdout); console.error('and an error')";
const PIPED = `const { spawnSync } = require("node:child_process");
const { stdout, stderr, status } = spawnSync(process.argv[2], [], { input: "what was said", encoding: "utf8" });
console.log([stdout, stderr.trim(), status].join(", "));`;
const TREE = `const { spawn } = require("node:child_process"); const left = Number(process.argv[2]);
if (left > 0) spawn(process.execPath, [__filename, String(left - 1)], { stdio: "ignore" }); setInterval(() => {}, 1000);`;
const TREE_RIG = `rig_name: tree
data_dir: data
subject: "614173"
experimenters: [ada.lovelace]
experiment: { name: tree, command: [node, ../tree.cjs, "2"], timeout_seconds: 5 }
`;

/** Each in a script of bash, with what its output has to match. */
const CHECKS = [
  {
    title: "the example rig",
    script: `cd '${rig}/node_modules/@rigline/launcher-example' && node dist/main.js`,
    wanted: [
      /Outcome\s+success/,
      /hand-off\s+complete/,
      /verified\s+7 files, 50\.0 MB/,
      /submitted\s+.*answered 200/,
      /\[exit 0\]/,
    ],
  },
  {
    title: "`rigline init`, `doctor`, `run`, `sessions`, `resume`",
    script: `rm -rf '${rig}/own'; mkdir '${rig}/own' && cd '${rig}/own' && rigline init . && rigline doctor
rigline run --no-input --subject 614173 --experimenter ada.lovelace; rigline sessions; rigline resume`,
    wanted: [/\[exit 0\][^]*\[exit 0\][^]*Outcome\s+success[^]*\[exit 0\][^]*614173_[^]*\[exit 0\][^]*\[exit 0\]/],
  },
  {
    title: "a tree of three processes is ended at its time",
    script:
      "mkdir -p tree && cp tree.yaml tree/rigline.config.yaml && cd tree && rigline run --no-input; cd ..; tasks; echo ended",
    wanted: [/Outcome\s+failed/, /\]\nended$/m],
  },
  {
    title: "`rigline-watchdog.exe`: exit codes and errors are node's",
    script: "exe --version; exe --bad; exe -c none.yml",
    wanted: [/^\d+\.\d+\.\d+\n\[exit 0\]/m, /unknown option[^]*\[exit 2\]/, /WATCH_CONFIG_UNREADABLE[^]*\[exit 3\]/],
  },
  {
    title: "its arguments arrive as they were written",
    script: `x other/rigline-watchdog.exe "a b" 'q"x' 'back\\' 'é日' '' '%PATH%' 'a&b'; CODE=9 x other/rigline-watchdog.exe`,
    wanted: [/\["a b","q\\"x","back\\\\","é日","","%PATH%","a&b"\]\n\[exit 0\]/, /\[\]\n\[exit 9\]/],
  },
  {
    title: "its input and outputs are node's",
    script: "cp echo.js other/rigline-watchdog.js; node piped.cjs 'other\\rigline-watchdog.exe'",
    wanted: [/what was said, and an error, 0/],
  },
  {
    title: "it says what is missing",
    script: "unset WATCHDOG_NODE; exe --version; cp other/rigline-watchdog.exe alone.exe; x ./alone.exe",
    wanted: [/NODE_MISSING[^]*\[exit 3\]/, /PROGRAM_ALONE[^]*\[exit 3\]/],
  },
  {
    title: "it is listed by its own name, and restarted under it",
    script: `wine '${program}' -c w.yml >d.txt 2>&1 </dev/null & watching d.txt; tasks /FI 'IMAGENAME eq rigline-watchdog.exe'; exe status -c w.yml
exe restart -c w.yml; tasks; exe stop -c w.yml; tasks; echo over`,
    wanted: [
      /listed: "rigline-watchdog.exe"/,
      /a daemon \(pid \d+\) watches[^]*\[exit 0\]/,
      /has ended\n[^]*\[exit 0\]\nlisted: [^]*rigline-watchdog\.exe/,
      /has ended\n\[exit 0\]\nover/,
    ],
  },
  {
    title: "`taskkill /F /IM` ends it, and node with it",
    script: `wine '${program}' -c w.yml >d.txt 2>&1 </dev/null & watching d.txt; x taskkill /F /IM rigline-watchdog.exe; sleep 1; tasks; echo over`,
    wanted: [/\[exit 0\]\nover/],
  },
  {
    title: "Ctrl+C at a console: the daemon stops, and the program after it",
    script: `(watching c.txt; printf '\\003'; sleep 4) | timeout 60 script -qefc "exec wine '${program}' -c w.yml" c.txt; echo "[exit $?]"; tasks; echo over`,
    wanted: [/stopped/, /\[exit 0\]\nover/],
  },
];

/** What was seen, one of each check: whether it was as it should be. */
export async function runCommands(node, say) {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(join(place, "other"), { recursive: true });
  const files = {
    "w.yml": "flag_dir: ./flags\nmanifest_complete: ./complete\n",
    "piped.cjs": PIPED,
    "echo.js": ECHO,
    "tree.cjs": TREE,
    "tree.yaml": TREE_RIG,
    "other/rigline-watchdog.js": SAY,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text);
  for (const name of ["flags", "complete"]) mkdirSync(join(place, name));
  const seen = [];
  for (const [index, { title, script, wanted }] of CHECKS.entries()) {
    const name = `${node.version}-command-${index + 1}`;
    await inside(`${PREPARED(node)}\ncp -n '${program}' other/\n${script}`, name);
    const missed = wanted.filter((pattern) => !pattern.test(readOutput(name)));
    say(`  ${missed.length === 0 ? "ok    " : "FAILED"}  ${title}${missed.length === 0 ? "" : `: ${outputOf(name)}`}`);
    seen.push({ title, ok: missed.length === 0 });
  }
  return seen;
}
