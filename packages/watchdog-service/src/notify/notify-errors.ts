import { defineErrors } from "@rigline/foundation/errors";

export const notifyError = defineErrors({
  NOTIFY_SECRET_MISSING: {
    exit: "config",
    meaning:
      "The variable or the file that the watch config names for an address, key or password of a channel is not there, or empty.",
    todo: "Set the variable where the daemon is started, or write the secret alone into the file; then try it with `rigline-watchdog notify test -c CONFIG`.",
    retry: "always",
  },
  NOTIFY_ADDRESS_INVALID: {
    exit: "config",
    meaning: "The address of a channel is none that can be posted to.",
    todo: "Put a whole address there, from https:// on, as the service shows it.",
    retry: "always",
  },
  NOTIFY_REFUSED: {
    exit: "handOff",
    meaning: "A channel did not take a message: its service or its server answered with a refusal.",
    todo: "Compare the address with what the service shows, and try it with `rigline-watchdog notify test -c CONFIG`.",
    retry: "always",
  },
  NOTIFY_UNREACHABLE: {
    exit: "handOff",
    meaning: "A channel's service or server could not be reached, or did not answer in time.",
    todo: "Check the network and the proxies of this machine; it is tried again by itself.",
    retry: "always",
  },
  NOTIFY_NO_CHANNEL: {
    exit: "config",
    meaning: "The watch config names nobody to be told, or not this channel.",
    todo: "Add a channel to `rigline.notify` in the watch config.",
    retry: "never",
  },
});
