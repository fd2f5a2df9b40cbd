import { defineErrors } from "@rigline/foundation/errors";

export const serviceError = defineErrors({
  SERVICE_MISSING: {
    exit: "plugin",
    meaning: "Nothing provides a service that was asked for.",
    todo: "Add the plugin that provides it to the config, or name that plugin in `dependsOn` so that it is ready first.",
  },
  SERVICE_FAILED: {
    exit: "plugin",
    meaning: "A class could not be made by the container.",
    todo: "Mark the class with @injectable() and every parameter of its constructor with @inject(TOKEN); the message ends with what the container says.",
  },
  SERVICE_PROVIDED_TWICE: {
    exit: "plugin",
    meaning: "Two plugins provide the same service, or one plugin one of the launcher's own.",
    todo: "Disable one of the two in the config.",
  },
  SERVICE_NOT_DECLARED: {
    exit: "plugin",
    meaning: "A plugin provided a service that its definition does not declare.",
    todo: "Add the token to the plugin's `provides`, or use `services.register` when only this plugin needs it.",
  },
  SERVICE_NOT_PROVIDED: {
    exit: "plugin",
    meaning: "A plugin declares a service in `provides` and has not provided it by the end of the hook `ready`.",
    todo: "Call `services.provide(TOKEN, value)` in the plugin's hook `ready`, or take the token out of `provides`.",
  },
});
