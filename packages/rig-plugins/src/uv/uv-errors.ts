import { defineErrors } from "@rigline/core";

export const uvError = defineErrors({
  UV_ENVIRONMENT_FAILED: {
    exit: "runner",
    meaning: "A script of the config has a Python project without an environment, and uv could not make one.",
    todo: "Install uv, or make the environment by `uv venv` in the project's folder; what uv says is in launcher.log.",
  },
});
