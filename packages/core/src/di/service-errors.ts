import { defineErrors } from "@rigline/foundation/errors";

export const serviceError = defineErrors({
  SERVICE_MISSING: {
    exit: "plugin",
    meaning: "Nothing provides a service that is needed.",
    todo: "Add the plugin that provides it to the config, or make the need optional where the plugin can do without.",
  },
  SERVICE_EARLY: {
    exit: "plugin",
    meaning: "A service was asked for before the plugin that provides it had set it up.",
    todo: "Name the service in the plugin's `needs`, and use it from `setup` or the hook `ready` on.",
  },
  SERVICE_VERSION: {
    exit: "plugin",
    meaning: "A plugin needs another version of a service than the one that is provided.",
    todo: "Install versions of the two plugins that fit each other.",
  },
  SERVICE_FAILED: {
    exit: "plugin",
    meaning: "A service could not be made.",
    todo: "Mend the class or factory as the message says. A class needs @injectable(), and @inject(TOKEN) on every parameter of its constructor.",
  },
  SERVICE_CYCLE: {
    exit: "plugin",
    meaning: "Services need each other in a circle, so none of them can be made first.",
    todo: "Take one step of the circle out; what both need can be a service of its own.",
  },
  SERVICE_PROVIDED_TWICE: {
    exit: "plugin",
    meaning: "Two plugins provide the same service, or one plugin one of the launcher's own.",
    todo: 'Say in the config which plugin provides it, `services: { "reward/total": my-reward }`, or disable one of the two.',
  },
  SERVICE_CHOICE_INVALID: {
    exit: "plugin",
    meaning: "The config's `services` names a plugin that does not provide the service.",
    todo: "Correct the plugin's name, or take the line out.",
  },
  SERVICE_NOT_PROVIDED: {
    exit: "plugin",
    meaning: "A plugin's `setup` did not return what its `provides` names.",
    todo: "Return the service from `setup`; for several, an object with one under each name of `provides`.",
  },
  EXTENSION_LATE: {
    exit: "plugin",
    meaning: "A plugin added to an extension point after the plugin that offers it had read what there is.",
    todo: "Add it in the hook `ready`, before the handler returns.",
  },
});
