export { repositoryPlugin as default } from "./repository-plugin.js";
export { RepositoryOptionsSchema, type RepositoryOptions } from "./repository-options.js";
