export { notesPlugin as default } from "./notes-plugin.js";
export { NotesOptionsSchema, type NotesOptions } from "./notes-options.js";
