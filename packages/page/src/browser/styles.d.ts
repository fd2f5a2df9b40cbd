/** Vite takes them out of the code and into a file of their own. */
declare module "*.css";
