export { curriculumPlugin as default } from "./curriculum-plugin.js";
export { CurriculumOptionsSchema, type CurriculumOptions } from "./curriculum-options.js";
