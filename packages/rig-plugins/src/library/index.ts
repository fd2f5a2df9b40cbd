export { libraryPlugin as default } from "./library-plugin.js";
export { LibraryOptionsSchema, type LibraryOptions } from "./library-options.js";
