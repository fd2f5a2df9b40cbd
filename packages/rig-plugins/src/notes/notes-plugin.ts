import { definePlugin, FILE_SYSTEM, type Plugin, RESOLVED_CONFIG, resolveFrom, UI } from "@rigline/core";
import { addFormRunners } from "../forms/add-form-runners.js";
import { HAND_OFF_FILES, handOffFiles } from "../places/hand-off-files.js";
import { VERSION } from "../version.js";
import { type NotesOptions, NotesOptionsSchema } from "./notes-options.js";

/** Asks what a lab wants to know of each session, before and after it, and keeps it in the session and in one table. */
export const notesPlugin: Plugin<NotesOptions> = definePlugin({
  name: "notes",
  version: VERSION,
  section: "notes_form",
  options: NotesOptionsSchema,
  needs: { ui: UI, fileSystem: FILE_SYSTEM, config: RESOLVED_CONFIG },
  extends: { mapping: HAND_OFF_FILES },
  hooks: {
    ready: ({ runners }, { needs, options: { before, after, csv }, extends: { mapping } }) => {
      const form = { name: "notes", before, after, csv: resolveFrom(needs.config, csv) };
      const asked = addFormRunners(runners, form);
      handOffFiles({ runners, mapping }, "notes", ["notes.json"], [asked.after]);
    },
  },
});
