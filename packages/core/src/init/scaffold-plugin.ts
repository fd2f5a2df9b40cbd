/** `plugins/first-plugin.mjs` of a new rig: a plain object, so that it runs where @rigline/core can't be imported. */
export const SCAFFOLD_PLUGIN = `// A first plugin: a plain object with hooks that the launcher calls.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** @type {import("@rigline/core").PluginDefinition} */
export default {
  name: "first-plugin",
  version: "0.1.0",
  hooks: {
    // Before a session, and by \`rigline doctor\`. A finding of level "error" stops the start.
    preflight: () => ({ level: "ok", subject: "first plugin", message: "it is loaded and was asked" }),

    // Once, at the start: what is to run after the experiment, whatever became of it.
    ready: ({ runners }) => {
      runners.add({
        name: "count-files",
        phase: "postSession",
        run: async ({ session, report }) => {
          const entries = await readdir(session.directory, { recursive: true, withFileTypes: true });
          const count = entries.filter((entry) => entry.isFile()).length;
          report("files", \`\${count} in \${session.directory}\`);
          return count;
        },
      });
    },

    // The session's folder is there, and the experiment has not begun.
    sessionStarted: async ({ session }, { log }) => {
      const behavior = join(session.directory, "behavior");
      await mkdir(behavior, { recursive: true });
      await writeFile(join(behavior, "hello.txt"), \`Hello, \${session.subject}.\\n\`);
      log.info("wrote hello.txt");
    },
  },
};
`;
