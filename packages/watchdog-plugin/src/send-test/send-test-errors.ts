import { defineErrors } from "@rigline/foundation/errors";

export const sendTestError = defineErrors({
  SEND_TEST_RUNNING: {
    exit: "refused",
    meaning: "`rigline doctor --send-test` was asked while another one is at work with the same data folder.",
    todo: "Wait until it has ended.",
  },
  SEND_TEST_TAKES_FOLDERS: {
    exit: "refused",
    meaning:
      "The destination of this rig is a store that is no folder, of which the daemon alone has the key: a test session's copy could be neither compared nor removed.",
    todo: "Hand off a session that nobody needs, and ask `rigline-watchdog verify` for it.",
  },
  SEND_TEST_NOT_WRITTEN: {
    exit: "storage",
    meaning: "The test session's data, its manifest or its copy could not be written or read.",
    todo: "Check that the named disk or share is connected, has room and may be used by this user.",
  },
  SEND_TEST_NOT_TAKEN: {
    exit: "handOff",
    meaning: "The test session's manifest lay in the flag folder, and nobody has taken it in time.",
    todo: "Start a daemon for the flag folder: {watch}. One that copies a large session takes nothing else meanwhile where it is aind-watchdog-service: wait longer with `--wait`.",
  },
  SEND_TEST_NOT_ARRIVED: {
    exit: "handOff",
    meaning: "A daemon has taken the test session and has not handed it off in time, or will not.",
    todo: "Fix what the reason names, or wait longer with `--wait`.",
  },
  SEND_TEST_COPY_DIFFERS: {
    exit: "handOff",
    meaning:
      "The daemon says that the test session has arrived, and what is found at its destination is something else.",
    todo: "Look whether the daemon's account sees the same share by the same path as you, and ask who keeps the share.",
  },
  SEND_TEST_REQUEST_REFUSED: {
    exit: "handOff",
    meaning: "The transfer service says that it would not take the request of a session like this.",
    todo: "Correct what it names in the section `watchdog`.",
  },
  SEND_TEST_NOT_VALIDATED: {
    exit: "handOff",
    meaning: "The transfer service could not be asked whether it would take the request of a session.",
    todo: "Connect the network, or correct `watchdog.transfer_endpoint`.",
  },
  SEND_TEST_STOPPED: {
    exit: "aborted",
    meaning: "`rigline doctor --send-test` was stopped before it had come to its end.",
    todo: "Nothing: what it had made was removed, or is named.",
  },
  SEND_TEST_LEFT_BEHIND: {
    exit: "storage",
    meaning: "Something that `rigline doctor --send-test` has made could not be removed.",
    todo: "The next `rigline doctor --send-test` tries it again; or remove what is named by hand.",
  },
});
