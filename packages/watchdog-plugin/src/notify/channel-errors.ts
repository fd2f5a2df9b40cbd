import { defineErrors } from "@rigline/foundation/errors";

export const channelError = defineErrors({
  CHANNELS_NOT_SET: {
    exit: "config",
    meaning: "`rigline notify test` was asked of a rig whose configuration names nobody who is told.",
    todo: "Write `notify` into the section `watchdog`: docs/watchdog-service/notify.md has an example.",
  },
  CHANNELS_WITHOUT_EFFECT: {
    exit: "config",
    meaning: "`rigline notify test` was asked of a rig whose daemon is aind-watchdog-service, which tells nobody.",
    todo: "Let Rigline's daemon watch (`watchdog.service: embedded`), if people are to be told.",
  },
  CHANNELS_NOT_TESTED: {
    exit: "handOff",
    meaning: "`rigline-watchdog notify test`, which `rigline notify test` runs, gave no answer that can be read.",
    todo: "Run it by hand, with the named watch config.",
  },
});
