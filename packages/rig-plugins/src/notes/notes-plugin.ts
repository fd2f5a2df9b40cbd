import { definePlugin, FILE_SYSTEM, type Plugin, RESOLVED_CONFIG, resolveFrom, UI } from "@rigline/core";
import { addFormRunners } from "../forms/add-form-runners.js";
import { VERSION } from "../version.js";
import { type NotesOptions, NotesOptionsSchema } from "./notes-options.js";

/** Asks what a lab wants to know of each session, before and after it, and keeps it in the session and in one table. */
export const notesPlugin: Plugin<NotesOptions> = definePlugin({
  name: "notes",
  version: VERSION,
  section: "notes_form",
  options: NotesOptionsSchema,
  needs: { ui: UI, fileSystem: FILE_SYSTEM, config: RESOLVED_CONFIG },
  hooks: {
    ready: ({ runners }, { needs, options: { before, after, csv } }) =>
      void addFormRunners(runners, { name: "notes", before, after, csv: resolveFrom(needs.config, csv) }),
  },
});
