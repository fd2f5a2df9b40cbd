// What is wine's of the failures, by what they say. The rest is ours, and is told.
const NO_LINKS = "wine makes no junctions and no links";
const FIRST_PIPE = "wine takes every pipe for the first of its name, so two processes get one lock";
const NO_PYTHON = "this Windows has no Python";
const DELETED = "wine keeps the name of a file that is deleted while it is open";
const OPENED_FOLDER = "wine opens a folder for appending, Windows does not";

/** Each: a pattern of the test file, one of the test's name, one of its error, and the reason. */
const KINDS = [
  [/./, /./, /ENOTSUP: operation not supported on socket, (?:sym)?link/, NO_LINKS],
  // Of symbolic links it says that they are made, and none is there.
  [/./, /\blink(?:s|ed)?\b/, /./, NO_LINKS],
  [/foundation\/test\/lock\/process-lock/, /held lock is refused|50 that ask|living holder|50 racers/, /./, FIRST_PIPE],
  [/two-daemons|session-lock|process-lock|start-of-a-service/, /./, /./, FIRST_PIPE],
  [/core\/test\/launcher\/launcher/, /of another rig is locked/, /instead of rejecting/, FIRST_PIPE],
  // What such a test then leaves open.
  [/core\/test\/launcher\/launcher/, /\(the file\)/, /exit has 1 listeners/, FIRST_PIPE],
  [/core\/test\/(?:logs\/log-file|events\/event-log)/, /\(the file\)/, /ENOTEMPTY|exit has 1 listeners/, OPENED_FOLDER],
  [/test\/cli\/daemon/, /second one is refused|somebody else holds/, /./, FIRST_PIPE],
  [/embedded-daemon/, /launchers that start it at once/, /./, FIRST_PIPE],
  [/./, /./, /LOCK_HELD|instead of rejecting.*release/s, FIRST_PIPE],
  [/plan\/selection/, /may lead nowhere/, /"files": 2/, NO_LINKS],
  [/intake\/passed-over/, /lies over the flag folder/, /STEP_FAILED/, NO_LINKS],
  [/watchdog-plugin\/test\/outbox/, /who comes while another publishes/, /Array\(1\)/, FIRST_PIPE],
  [/outbox\/manifest-outbox/, /another is at/, /to be 1/, FIRST_PIPE],
  [/changing-source/, /deleted|last byte was read/, /./, DELETED],
  [/./, /can't be opened/, /./, OPENED_FOLDER],
  [/config-mapper|programs\/(?:steps|checks)/, /./, /preflight found|StringContaining/, NO_PYTHON],
  [/process-identity/, /for as long as it runs/, /undefined/, "wine's PowerShell does not say when a process started"],
  // 0xC0000005, which no second run of the same file has shown.
  [/./, /./, /\b3221225477\b/, "a Node that was started crashed under wine"],
  [/./, /./, /timed out in \d+ms/, "not in its time, which a busy machine or wine's slower files can be the reason of"],
];

/** Undefined: not known to be wine's. */
export function reasonOf(file, name, error) {
  return KINDS.find(([inFile, inName, inError]) => inFile.test(file) && inName.test(name) && inError.test(error))?.[3];
}
