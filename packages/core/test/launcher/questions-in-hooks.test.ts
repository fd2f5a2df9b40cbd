import { describe, expect, test } from "vitest";
import type { Launcher } from "../../src/launcher/launcher.js";
import type { HookContext } from "../../src/hooks/hook-kinds.js";
import { UI } from "../../src/di/core-tokens.js";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import { cancelledPrompt, createScriptedUi } from "../../src/testing/scripted-ui.js";
import { useLauncherBench } from "./launcher-bench.js";

const bench = useLauncherBench();

describe("a question in a plugin's hook", () => {
  const asking = (hook: "configResolved" | "ready" | "preflight" | "sessionStarted") =>
    definePlugin({
      name: "asking",
      version: "1.0.0",
      hooks: {
        [hook]: async (_payload: unknown, { services }: HookContext) => {
          await services.resolve(UI).text({ key: "picker.rig", message: "Which rig?" });
        },
      },
    });
  const goOn = async (launcher: Launcher): Promise<void> => {
    await launcher.start();
    await launcher.preflight();
    await launcher.runSession();
  };

  test.each(["configResolved", "ready", "preflight"] as const)(
    "without an answer in %s is the mistake of the command line, not of the plugin",
    async (hook) => {
      const launcher = await bench.open({ plugins: [asking(hook)] });
      await expect(goOn(launcher)).rejects.toMatchObject({
        code: "HOOK_FAILED",
        exitCode: 2,
        where: { plugin: "asking", hook },
        todo: "pass --answer picker.rig=…, or set `picker.rig` under `answers` in the config",
      });
      await launcher.close();
    },
  );

  test.each(["ready", "preflight"] as const)("cancelled in %s ends as Ctrl+C ends", async (hook) => {
    const launcher = await bench.open({
      plugins: [asking(hook)],
      ui: createScriptedUi({ "picker.rig": cancelledPrompt() }),
    });
    await expect(goOn(launcher)).rejects.toMatchObject({ exitCode: 130 });
    await launcher.close();
  });

  test("cancelled once the session is open aborts the session", async () => {
    const ui = createScriptedUi({ "picker.rig": cancelledPrompt() });
    const launcher = await bench.open({ plugins: [asking("sessionStarted")], ui });
    await goOn(launcher);
    await launcher.close();
    expect(launcher.report()).toMatchObject({ outcome: "aborted", exitCode: 130 });
  });
});
